#pragma once

#include <string>
#include <string_view>

#include "server_folder.hpp"

namespace digitnet::serve {

/// The folder of one job while it runs.
class JobFolder {
 public:
  /// Throws FileError.
  JobFolder(const ServerFolder& server, std::string_view name);
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
