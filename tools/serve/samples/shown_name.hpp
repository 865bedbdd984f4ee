#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// What a client calls a file, as it is kept to be shown: UTF-8 without control characters, its last 120 bytes or a
/// little less.
[[nodiscard]] std::string shown_name(std::string_view file_name);

}  // namespace digitnet::serve
