#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "digitnet/shape.hpp"

namespace digitnet {

/// A tensor inside the bytes that were parsed; valid as long as they are.
struct SafetensorsEntry {
  std::string name;
  Shape shape;
  std::span<const std::uint8_t> bytes;  ///< little-endian floats, row-major
};

/// What a safetensors file of floats holds, sorted by where it lies.
struct Safetensors {
  std::map<std::string, std::string> metadata;
  std::vector<SafetensorsEntry> entries;

  /// Nothing when there is none of that name.
  [[nodiscard]] const SafetensorsEntry* find(const std::string& name) const;
};

/// A tensor to write; its values are used until the file is written.
struct NamedTensor {
  std::string name;
  Shape shape;
  std::span<const float> values;
};

/// Metadata in the order in which it is written.
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// The metadata key under which a file keeps its own checksum.
inline constexpr const char* kChecksumKey = "digitnet.crc32";

/// Parses a safetensors file of F32 tensors that lie one behind the other without holes; `name` stands for it.
///
/// Throws FormatError when anything is not as docs/formats/model.md says; does not look at the checksum.
[[nodiscard]] Safetensors parse_safetensors(std::span<const std::uint8_t> bytes, const std::string& name);

/// Throws FormatError unless `bytes` have the checksum that stands in their metadata.
void verify_checksum(std::span<const std::uint8_t> bytes, const std::string& name);

/// Writes `tensors` and `metadata` with a checksum over the whole file.
///
/// Throws FileError, before anything is written, when parse_safetensors() would not take the file or it would be larger
/// than `limit_bytes`, which is what its reader accepts; and when it cannot be written.
void write_safetensors(const std::filesystem::path& path, const Metadata& metadata,
                       std::span<const NamedTensor> tensors, std::uint64_t limit_bytes);

}  // namespace digitnet
