#pragma once

#include <string>
#include <vector>

#include "image/ink.hpp"

namespace digitnet::test {

/// An ink map drawn with characters: `#` is full ink.
[[nodiscard]] InkMap draw_ink(const std::vector<std::string>& rows);

}  // namespace digitnet::test
