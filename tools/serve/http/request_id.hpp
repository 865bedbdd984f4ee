#pragma once

#include <string>

namespace digitnet::serve {

/// 16 random hexadecimal digits.
[[nodiscard]] std::string make_request_id();

}  // namespace digitnet::serve
