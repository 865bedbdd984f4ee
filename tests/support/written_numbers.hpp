#pragma once

#include <string>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::test {

/// Where and how a number is written.
struct Writing {
  int left = 30;
  int top = 30;
  int gap = 12;   ///< between the ink of digits; below 0 they touch
  int scale = 2;  ///< a digit is 20 times as high
};

/// The handwritten digits of data/samples in MNIST's form, by what they are; 1 to 9 and 0.
[[nodiscard]] const Image& sample_digit(int digit);

/// Writes digits on a sheet in dark ink.
void write_number(Image& sheet, const std::string& digits, const Writing& writing = {});

}  // namespace digitnet::test
