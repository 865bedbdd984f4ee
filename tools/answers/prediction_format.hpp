#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "digitnet/reader.hpp"

namespace digitnet::cli {

/// What was read in one picture.
struct PictureReading {
  std::string image;  ///< the file's name
  Reading reading;
  std::string error;  ///< empty: the picture could be read
};

/// How it is shown.
struct PredictionFormat {
  int top = 1;                           ///< so many labels of each digit
  float min_confidence = 0;              ///< a line with less is not sure
  std::optional<NumberPattern> pattern;  ///< with it, JSON also shows each line with the pattern's separators
  bool seen = false;                     ///< whether JSON shows what the network saw of each digit
};

/// Whether the picture could be read, and every line of it, or that there is none, with enough confidence.
[[nodiscard]] bool is_sure(const PictureReading& reading, float min_confidence);

/// A line of text for each line of the picture: `7  99.8 %  photo.jpg`, `not sure: 7  34.0 %  photo.jpg`, or
/// `no digits  99.9 %  photo.jpg`; with `top` above 1 the likeliest labels of each digit behind it.
[[nodiscard]] std::string text_lines(const PictureReading& reading, const PredictionFormat& format);

/// One line of JSON; bytes of a name that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string json_line(const PictureReading& reading, const PredictionFormat& format);

/// RFC 4180, though with line feeds: a row a picture, its lines with spaces between. The labels from the second on get
/// columns of their own, filled for pictures of one digit.
inline constexpr std::size_t kCsvImage = 0;
inline constexpr std::size_t kCsvText = 1;
inline constexpr std::size_t kCsvError = 7;
inline constexpr std::size_t kCsvSure = 8;
[[nodiscard]] std::string csv_header(const PredictionFormat& format);
[[nodiscard]] std::string csv_row(const PictureReading& reading, const PredictionFormat& format);

}  // namespace digitnet::cli
