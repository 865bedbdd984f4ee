#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// What a User-Agent field stands for, as people call it: `Firefox on Linux`. A program's is cut to its first word.
[[nodiscard]] std::string browser_name(std::string_view user_agent);

}  // namespace digitnet::serve
