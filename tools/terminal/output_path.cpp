#include "output_path.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>

#include "digitnet/error.hpp"
#include "formats/file.hpp"

namespace digitnet::cli {

namespace fs = std::filesystem;

namespace {

// Only trying tells: permissions mean nothing to root, and a file system may be read-only or full.
void probe_folder(const fs::path& folder, std::string_view option, const std::string& path) {
  std::string probe = (folder / ".digitnet-XXXXXX").string();
  const int file = mkstemp(probe.data());
  if (file < 0) {
    throw FileError(fmt::format("{}: {}: cannot be written: {}", option, path, std::strerror(errno)));
  }
  close(file);
  unlink(probe.c_str());
}

}  // namespace

void check_output_path(std::string_view option, const std::string& path) {
  std::error_code ignored;
  const fs::path folder = fs::path(path).has_parent_path() ? fs::path(path).parent_path() : fs::path(".");
  if (fs::is_directory(path, ignored) || !fs::path(path).has_filename()) {
    throw FileError(fmt::format("{}: {} is a folder, expected the name of a file", option, path));
  }
  // Renaming a file onto a device, such as /dev/null, would take the device away.
  if (fs::exists(path, ignored) && !fs::is_regular_file(path, ignored)) {
    throw FileError(fmt::format("{}: {}: exists and is no regular file", option, path));
  }
  if (fs::exists(path, ignored) && access(path.c_str(), W_OK) != 0) {
    throw FileError(fmt::format("{}: {}: cannot be written: {}", option, path, std::strerror(errno)));
  }
  if (!fs::is_directory(folder, ignored)) {
    throw FileError(fmt::format("{}: {}: there is no folder {}", option, path, folder.string()));
  }
  probe_folder(folder, option, path);
}

void check_output_folder(std::string_view option, const std::string& path) {
  std::error_code ignored;
  fs::path there = fs::absolute(path).lexically_normal();
  while (!fs::exists(there, ignored) && there.has_relative_path()) {
    there = there.parent_path();
  }
  if (!fs::is_directory(there, ignored)) {
    throw FileError(fmt::format("{}: {}: {} is not a folder", option, path, there.string()));
  }
  probe_folder(there, option, path);
}

void check_extension(std::string_view option, const std::string& path, std::string_view extension) {
  if (!path.ends_with(extension)) {
    throw ArgumentError(fmt::format("{}: {}: the name does not end in {}", option, path, extension));
  }
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (fs::equivalent(a, b, error)) {
    return true;
  }
  // With something below them, `a` and `a/` are one path.
  const fs::path below_a = fs::weakly_canonical(fs::absolute(a) / "x", error);
  return !error && below_a == fs::weakly_canonical(fs::absolute(b) / "x", error) && !error;
}

void check_distinct(const NamedPath& output, const std::vector<NamedPath>& others) {
  for (const NamedPath& other : others) {
    if (!output.path.empty() && !other.path.empty() && same_file(output.path, other.path)) {
      throw ArgumentError(
          fmt::format("{} and {}: both name {}, which would be overwritten", output.option, other.option, output.path));
    }
  }
}

void write_file(const std::string& path, std::string_view text) {
  write_file(path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

void write_file(const std::string& path, std::span<const std::uint8_t> bytes) {
  digitnet::write_file(path, std::array{bytes});
}

}  // namespace digitnet::cli
