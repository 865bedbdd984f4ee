#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace digitnet::fetch {

/// One file of a data set, known by its bytes when uncompressed, wherever it comes from.
struct DataFile {
  std::string_view name;
  std::size_t size_bytes;
  std::string_view sha256;
};

/// A data set and the addresses of folders where its files lie, compressed, with `.gz` behind their names.
struct DataSet {
  std::string_view name;
  std::array<DataFile, 4> files;
  std::span<const std::string_view> mirrors;
};

/// Nothing for a name that is not known.
[[nodiscard]] const DataSet* find_data_set(std::string_view name);

}  // namespace digitnet::fetch
