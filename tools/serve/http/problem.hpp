#pragma once

#include <string>

#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

/// What went wrong, for programs: a JSON object as RFC 9457 has it. `detail` is a sentence for the client; an empty
/// `request_id` is left out.
[[nodiscard]] std::string problem_json(int status, const std::string& detail, const std::string& request_id = {});

/// The answer to `request` that says so, as `application/problem+json`.
[[nodiscard]] Response problem_response(const Request& request, int status, const std::string& detail);

}  // namespace digitnet::serve
