#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace digitnet {

/// The whole content of a file (a pipe or device: until its end).
///
/// Throws FileError when it is missing, a folder, may not be read or holds more than `limit_bytes`.
[[nodiscard]] std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes);

/// Writes `parts` one after the other to a temporary file beside `path`, syncs it and renames it to `path`.
///
/// A file that was there keeps its permissions; a symbolic link stays, and the file it leads to is replaced; a device
/// or pipe is written to directly. Throws FileError when anything fails; what was at `path` is then as it was.
void write_file(const std::filesystem::path& path, std::span<const std::span<const std::uint8_t>> parts);

}  // namespace digitnet
