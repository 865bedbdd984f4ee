#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace digitnet::fetch {

/// A folder with a name of its own that goes, with all that is in it, when the object goes.
class TemporaryFolder {
 public:
  /// Throws FileError.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Runs a program, found as a shell finds it, in `folder`, with no input and no output; no shell reads the words.
///
/// Throws FileError when it cannot be started, fails, takes longer than `limit`, or the user interrupts (it is then
/// ended).
void run_program(const std::vector<std::string>& words, const std::filesystem::path& folder,
                 std::chrono::seconds limit);

}  // namespace digitnet::fetch
