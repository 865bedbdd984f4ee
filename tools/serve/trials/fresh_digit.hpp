#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"
#include "digitnet/dataset.hpp"
#include "digitnet/image.hpp"

namespace digitnet::serve {

/// A digit that a user sent to test with. It is kept as a sample is, but apart: nothing learns from it.
struct FreshDigit {
  std::int64_t number = 0;  ///< 1, 2, 3 .. in its set
  std::string sha256;       ///< of the PNG for people, a file of the FileStore; a set has each picture once
  int label = 0;
  std::string file_name;   ///< as the client called it: to be shown, never a path
  std::int64_t bytes = 0;  ///< of the PNG
  Image seen;              ///< 28x28, what the network sees
};

/// Digits that were sent together. A set never changes, so that all who read it read the same.
struct FreshSet {
  std::string id;
  std::string owner;
  std::string name;
  std::vector<std::string> left_out;  ///< a sentence for each picture that was not taken
  Time created_at;
};

/// The kind of their files in the FileStore.
inline constexpr std::string_view kFreshFiles = "fresh_image";

/// As what models are evaluated on. There is one digit at least.
[[nodiscard]] Dataset dataset_of(const std::vector<FreshDigit>& digits);

}  // namespace digitnet::serve
