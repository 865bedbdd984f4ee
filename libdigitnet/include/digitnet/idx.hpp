#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "digitnet/dataset.hpp"

namespace digitnet {

/// An IDX array of unsigned bytes (docs/formats/idx.md).
struct IdxArray {
  std::vector<int> extents;
  std::vector<std::uint8_t> values;
};

/// Parses an IDX array of unsigned bytes with 1 to 4 dimensions, plain or gzip; `name` stands for it in errors.
///
/// Throws FormatError when a byte is missing, one is too many, or anything else is not as the format says.
[[nodiscard]] IdxArray parse_idx(std::span<const std::uint8_t> bytes, const std::string& name);
[[nodiscard]] IdxArray load_idx(const std::filesystem::path& path);

/// The bytes of an IDX file that is not packed. Throws ArgumentError when the extents and values do not fit.
[[nodiscard]] std::vector<std::uint8_t> idx_bytes(const IdxArray& array);

/// Writes an IDX file; gzip when the name ends in `.gz`. Throws FileError, and as idx_bytes().
void save_idx(const IdxArray& array, const std::filesystem::path& path);

/// Pairs images `[N,H,W]` or `[N,H,W,C]` with labels `[N]`; the classes are 0 to the largest label, at least 10.
///
/// Throws FormatError when either file is no such array or their numbers differ.
[[nodiscard]] Dataset load_idx_dataset(const std::filesystem::path& images, const std::filesystem::path& labels);

}  // namespace digitnet
