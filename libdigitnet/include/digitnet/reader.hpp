#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "digitnet/image.hpp"
#include "digitnet/model.hpp"
#include "digitnet/number_pattern.hpp"
#include "digitnet/precision.hpp"

namespace digitnet {

/// One digit of a number in a picture.
struct ReadDigit {
  int label = 0;                     ///< 0 to 9
  float probability = 0;             ///< that it is a digit and this one
  std::vector<float> probabilities;  ///< of 0 to 9; what they lack to 1 is that of being no digit at all
  Box box;                           ///< where its ink is in the picture
  Image seen;                        ///< what the network saw: 28x28, light on black
};

/// Another way to read a line.
struct Alternative {
  std::string text;
  float confidence = 0;
};

/// One line of digits.
struct ReadLine {
  std::vector<ReadDigit> digits;          ///< from left to right
  Box box;                                ///< around them
  float confidence = 0;                   ///< that the whole number is right
  std::vector<Alternative> alternatives;  ///< best first, the line itself included, when they were asked for

  [[nodiscard]] std::string text() const;  ///< its digits
};

/// What stands in a picture.
struct Reading {
  std::vector<ReadLine> lines;  ///< from top to bottom; none when there is no digit
  float confidence = 0;  ///< that everything is right: the product of the lines'; without lines, that there is none

  [[nodiscard]] std::string text() const;  ///< the lines' digits, with `\n` between lines
};

/// What is known beforehand of a picture.
struct ReadingOptions {
  std::optional<NumberPattern> pattern;  ///< of each line
  int lines = 0;                         ///< how many there are; 0: unknown
  int alternatives = 0;                  ///< how many other ways to read a line are wanted
};

/// Reads the digits and numbers in pictures (photos, scans, screens, drawings) with a model of 28x28 images that has
/// ten outputs, or eleven, the last for what is no digit; and, where digits touch, with a second model that looks for
/// them along the line (docs/decisions/0015).
///
/// Shares nothing with other readers: give each thread its own. A reader works on the thread that calls it.
class Reader {
 public:
  /// Uses `model`, which must not change, until it goes.
  ///
  /// Throws ShapeError when it does not take 28x28x1, or has fewer than 10 or more than 11 outputs.
  explicit Reader(const Model& model, Precision precision = Precision::fp32);
  explicit Reader(const Model&& model, Precision precision = Precision::fp32) = delete;
  /// With a second model, which takes windows of lines as synthesize_line_windows() makes them. Throws likewise, for
  /// `lines` unless it has 11 outputs.
  Reader(const Model& model, const Model& lines, Precision precision = Precision::fp32);
  Reader(const Model&& model, const Model& lines, Precision precision = Precision::fp32) = delete;
  Reader(const Model& model, const Model&& lines, Precision precision = Precision::fp32) = delete;
  ~Reader();
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;

  /// The lines of digits in `picture`; a blank picture, or one without digits, has none. With a pattern, lines that fit
  /// it in no way are left out.
  [[nodiscard]] Reading read(const Image& picture, const ReadingOptions& options = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet
