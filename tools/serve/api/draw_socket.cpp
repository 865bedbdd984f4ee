#include "draw_socket.hpp"

#include <fmt/format.h>

#include <utility>

#include "problem.hpp"
#include "recognition_answer.hpp"
#include "recognition_query.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kQuery = "top=3&debug=1";

std::string problem_text(int status, const std::string& detail) {
  return fmt::format("{{\"error\":{}}}", problem_json(status, detail));
}

std::string reply_text(const Recognition& recognition, const cli::PredictionFormat& format) {
  if (recognition.status != 200) return problem_text(recognition.status, recognition.error);
  std::string answer = recognition_json(recognition, "-", format);
  answer.pop_back();  // the end of the line
  return fmt::format(R"({{"answer":{},"model_version":"{}","time_ms":{:.3f}}})", answer, recognition.model->version,
                     static_cast<double>(recognition.time.count()) / 1000);
}

}  // namespace

SocketRoute draw_socket(Recognizer& recognizer) {
  const auto handler = [&recognizer, query = parse_recognition_query(kQuery)](std::string message, const Reply& reply) {
    const bool is_taken = recognizer.submit(
        {std::move(message), query.options, query.options_text},
        [reply, format = query.format](const Recognition& recognition) { reply(reply_text(recognition, format)); });
    if (!is_taken) reply(problem_text(503, kBusy));
  };
  return {"/api/v1/draw", handler, true};
}

}  // namespace digitnet::serve
