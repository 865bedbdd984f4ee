#include "recognition_answer.hpp"

#include <fmt/format.h>

#include "problem.hpp"

namespace digitnet::serve {

std::string recognition_json(const Recognition& recognition, const std::string& name,
                             const cli::PredictionFormat& format) {
  return cli::json_line({name, recognition.reading, recognition.error}, format);
}

Response recognition_response(const Request& request, const Recognition& recognition, const std::string& name,
                              const cli::PredictionFormat& format) {
  if (recognition.status == 503) return busy_response(request);
  if (recognition.status != 200) return problem_response(request, recognition.status, recognition.error);
  const double time_ms = static_cast<double>(recognition.time.count()) / 1000;
  return {200,
          "application/json",
          recognition_json(recognition, name, format),
          {{"X-Model-Version", recognition.model->version},
           {"Server-Timing", fmt::format("recognize;dur={:.3f}", time_ms)},
           {"Cache-Control", "no-store"}}};
}

Response busy_response(const Request& request) {
  Response response = problem_response(request, 503, kBusy);
  response.fields.push_back({"Retry-After", "1"});
  return response;
}

}  // namespace digitnet::serve
