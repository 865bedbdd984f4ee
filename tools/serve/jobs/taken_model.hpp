#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace digitnet::serve {

/// The model file in `bytes` without the history of its training, whose figures were measured on a person's digits.
/// Writes into `folder` meanwhile. The same bytes give the same. Throws FormatError, FileError.
[[nodiscard]] std::vector<std::uint8_t> without_history(std::span<const std::uint8_t> bytes, const std::string& folder);

}  // namespace digitnet::serve
