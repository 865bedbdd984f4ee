#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace digitnet::fetch {

/// Bytes as they are, or unpacked when they are gzip; at most `limit_bytes`, `name` stands for them in errors.
///
/// Throws FormatError when the gzip data is broken or cut off, or there would be more than the limit.
[[nodiscard]] std::vector<std::uint8_t> expand(std::vector<std::uint8_t> bytes, std::size_t limit_bytes,
                                               const std::string& name);

}  // namespace digitnet::fetch
