#pragma once

#include <string>
#include <utility>
#include <vector>

namespace digitnet::test {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;

struct ZipKind {
  bool is_encrypted = false;
  bool is_stored = false;
  int method = -1;  ///< another of libzip's
};

/// A ZIP archive of names and bytes.
[[nodiscard]] std::string make_zip(const ZipEntries& entries, const ZipKind& kind = {});

}  // namespace digitnet::test
