#pragma once

#include <map>
#include <string>

#include "static_content.hpp"

namespace digitnet::serve {

/// Styles, scripts and pictures, under an address that changes whenever one of them does, so that browsers may keep
/// them for ever and scripts may import each other by relative names.
class Assets {
 public:
  Assets();

  /// `/assets/<hash>/`: what the names of assets stand behind.
  [[nodiscard]] const std::string& prefix() const { return prefix_; }
  /// The asset with this path; null when there is none.
  [[nodiscard]] const StaticContent* find(const std::string& path) const;
  /// What a browser without a cache loads for the styles, scripts and icons of all pages, in gzip.
  [[nodiscard]] std::size_t packed_bytes() const;

 private:
  std::string prefix_;
  std::map<std::string, StaticContent> by_path_;
};

}  // namespace digitnet::serve
