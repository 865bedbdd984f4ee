#pragma once

#include <cstdint>
#include <string>

namespace digitnet::serve {

/// `12.3`: millions of bytes, as people are told what they keep and may keep.
[[nodiscard]] std::string megabytes(std::int64_t bytes);

}  // namespace digitnet::serve
