#include "problem.hpp"

#include <nlohmann/json.hpp>

#include "answer_head.hpp"

namespace digitnet::serve {

std::string problem_json(int status, const std::string& detail, const std::string& request_id) {
  using Json = nlohmann::ordered_json;
  Json problem{{"type", "about:blank"}, {"title", reason_phrase(status)}, {"status", status}, {"detail", detail}};
  if (!request_id.empty()) problem["request_id"] = request_id;
  return problem.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response problem_response(const Request& request, int status, const std::string& detail) {
  return {status,
          "application/problem+json",
          problem_json(status, detail, request.id) + "\n",
          {{"Cache-Control", "no-store"}}};
}

}  // namespace digitnet::serve
