#pragma once

#include <string>

#include "page_template.hpp"
#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

/// A page that says what went wrong, in `detail`, and the request's id, and nothing else of the server.
[[nodiscard]] Response error_page(const Request& request, int status, const std::string& detail,
                                  const PageFrame& frame);

}  // namespace digitnet::serve
