#pragma once

#include <string_view>

#include "request.hpp"

namespace digitnet::serve {

/// The token that a program shows, `Authorization: Bearer ...` (RFC 6750); empty when there is none.
[[nodiscard]] std::string_view bearer_token(const Request& request);

}  // namespace digitnet::serve
