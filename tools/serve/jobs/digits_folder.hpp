#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sample.hpp"

namespace digitnet::serve {

/// Writes digits as `digitnet train --data` and `digitnet evaluate --data` take them: the IDX files of a training part
/// and of a test part that are the same. Throws FileError.
void write_digits(const std::vector<TrainingSample>& digits, const std::string& folder);

/// The two IDX files of digits, images and labels, as bytes.
struct DigitFiles {
  std::vector<std::uint8_t> images;
  std::vector<std::uint8_t> labels;
};
[[nodiscard]] DigitFiles digit_files(const std::vector<TrainingSample>& digits);

}  // namespace digitnet::serve
