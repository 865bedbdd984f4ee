#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace digitnet::serve {

/// A folder that only this user may read and that goes with the object.
class WorkFolder {
 public:
  /// Makes it beside `path`. Throws FileError.
  explicit WorkFolder(const std::filesystem::path& path);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Puts files into a ZIP archive. Throws FileError.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(const std::filesystem::path& path);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  /// `file` is read by finish().
  void add(const std::string& name, const std::filesystem::path& file, bool compress);
  /// Writes the archive, for this user alone. It is durable once it is synced.
  void finish();

 private:
  [[noreturn]] void fail();

  std::filesystem::path path_;
  zip* archive_;
};

/// Reads a ZIP archive. Throws FileError when it cannot be read, FormatError when it is none or is damaged.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& path);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;

  /// Hands over a file in parts.
  void read(const std::string& name, const std::function<void(std::string_view)>& take) const;
  /// Throws FormatError, too, when the file has more than `most_bytes`.
  [[nodiscard]] std::string read_whole(const std::string& name, std::size_t most_bytes) const;
  void each_line(const std::string& name, const std::function<void(std::string_view)>& take) const;
  [[nodiscard]] std::string sum(const std::string& name) const;

 private:
  std::filesystem::path path_;
  zip* archive_;
};

}  // namespace digitnet::serve
