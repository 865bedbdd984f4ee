#pragma once

#include "digitnet/reader.hpp"
#include "reading/line_reader.hpp"

namespace digitnet {

/// What stands in a picture: its ink is found, put together to lines, and those that hold digits are read.
[[nodiscard]] Reading read_page(const Image& picture, Scorers& scorers, const ReadingOptions& options);

}  // namespace digitnet
