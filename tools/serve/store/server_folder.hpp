#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// The folder of one server for what it works on, among those of others, which it holds a lock on for as long as it
/// lives. Folders that others left behind are removed.
class ServerFolder {
 public:
  /// Makes `parent` and a folder in it, which only this user may read. Throws FileError.
  ServerFolder(const std::string& parent, std::string_view name);
  ~ServerFolder();  ///< removes it
  ServerFolder(const ServerFolder&) = delete;
  ServerFolder& operator=(const ServerFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace digitnet::serve
