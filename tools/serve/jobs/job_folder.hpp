#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// The folder of one server among those of jobs, which it holds a lock on for as long as it lives. Folders that others
/// left behind are removed.
class RunnerFolder {
 public:
  /// Makes `parent` and a folder in it, which only this user may read. Throws FileError.
  RunnerFolder(const std::string& parent, std::string_view name);
  ~RunnerFolder();  ///< removes it
  RunnerFolder(const RunnerFolder&) = delete;
  RunnerFolder& operator=(const RunnerFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;
};

/// The folder of one job while it runs.
class JobFolder {
 public:
  /// Throws FileError.
  JobFolder(const RunnerFolder& runner, std::string_view name);
  ~JobFolder();  ///< removes it with all that is in it
  JobFolder(const JobFolder&) = delete;
  JobFolder& operator=(const JobFolder&) = delete;

  [[nodiscard]] std::string path(std::string_view name = "") const;
  /// Makes a folder in it. Throws FileError.
  [[nodiscard]] std::string make_folder(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace digitnet::serve
