#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace digitnet::serve {

/// The folder or the https address that an operator named for updates.
class UpdateSource {
 public:
  explicit UpdateSource(std::string place) : place_(std::move(place)) {}

  /// A file there, of at most `most` bytes. Follows no redirect, and gives up after half a minute. Throws FileError;
  /// ArgumentError for a name that is more than letters, digits, `.`, `_` and `-`, or a place that is neither.
  [[nodiscard]] std::vector<std::uint8_t> fetch(const std::string& name, std::size_t most) const;

 private:
  std::string place_;
};

}  // namespace digitnet::serve
