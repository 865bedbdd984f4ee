#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// `bytes` as one gzip member, as small as zlib makes it.
[[nodiscard]] std::string gzip(std::string_view bytes);

}  // namespace digitnet::serve
