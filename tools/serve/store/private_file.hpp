#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "clock.hpp"

namespace digitnet::serve {

/// Makes a folder that only this user may read, durably, below one that is there. It may be there already. Throws
/// FileError.
void make_private_folder(const std::filesystem::path& folder);

/// Makes what is missing of a path of folders, the last of them for this user alone. Throws FileError.
void make_private_path(const std::filesystem::path& folder);

/// Writes a new file that only this user may read, durably, by way of `temporary` in the same file system; a crash
/// leaves the whole file or none. Throws FileError; neither is then there.
void write_private_file(const std::filesystem::path& path, const std::filesystem::path& temporary,
                        std::span<const std::uint8_t> bytes);

/// Makes what was written to a file durable. Throws FileError.
void sync_file(const std::filesystem::path& path);

/// Makes what was done to the names in a folder durable. Throws FileError.
void sync_folder(const std::filesystem::path& folder);

/// Throws FileError.
[[nodiscard]] std::vector<std::uint8_t> read_private_file(const std::filesystem::path& path);

/// Throws FileError.
[[nodiscard]] Time changed_at(const std::filesystem::path& path);

}  // namespace digitnet::serve
