#pragma once

#include <string>
#include <utility>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::cli {

/// One digit as it was read.
struct ReadDigit {
  int label = 0;
  float probability = 0;
  std::vector<std::pair<int, float>> top;  ///< classes with their probabilities, most probable first
  Box box;                                 ///< in the picture
};

/// What was read in one picture.
struct PictureReading {
  std::string image;  ///< the file's name
  std::string text;   ///< all digits from left to right
  std::vector<ReadDigit> digits;
  std::string error;  ///< empty: it could be read
};

/// `7  99.8 %  photo.jpg`; with more than one class in `top`, all of them behind it.
[[nodiscard]] std::string text_line(const PictureReading& reading);

/// One line of JSON; bytes of a name that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_line(const PictureReading& reading);

/// RFC 4180, though with line feeds: a row a picture; the classes from the second on get columns of their own.
[[nodiscard]] std::string csv_header(int top);
[[nodiscard]] std::string csv_line(const PictureReading& reading, int top);

}  // namespace digitnet::cli
