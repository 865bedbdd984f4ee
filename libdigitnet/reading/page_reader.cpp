#include "reading/page_reader.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "image/flat_picture.hpp"
#include "image/ink.hpp"
#include "image/normalize.hpp"
#include "reading/line_reader.hpp"
#include "reading/small_picture.hpp"
#include "reading/text_lines.hpp"

namespace digitnet {
namespace {

/// The longer side at which is worked, at most: on a scan of A4 a digit of 8 mm is then 43 pixels high.
constexpr int kWorkingSide_px = 1600;

/// Lines lower than this part of the main line's height are printed text beside it.
constexpr float kLowLine = 0.4f;
/// Writing is digits when the network finds it at least so probable that it is; one mark alone in a picture is rather
/// an unusual digit, and its probability says how sure that is.
constexpr float kLeastDigits = 0.4f;
constexpr float kLeastDigitsAlone = 0.03f;

/// A line that was read, and what is needed to choose among lines.
struct FoundLine {
  ReadLine read;
  float height = 0;
  float digits = 0;  ///< how probable it is, in the mean, that what was taken for a digit is one

  [[nodiscard]] float weight() const { return digits * height * static_cast<float>(read.digits.size()); }
};

float probability_of_digits(const ReadLine& line) {
  float sum = 0;
  for (const ReadDigit& digit : line.digits) {
    sum += std::accumulate(digit.probabilities.begin(), digit.probabilities.end(), 0.0f);
  }
  return sum / static_cast<float>(line.digits.size());
}

/// Leaves the `count` lines with most to them.
void keep_main(std::vector<FoundLine>& lines, int count) {
  while (static_cast<int>(lines.size()) > count) lines.erase(std::ranges::min_element(lines, {}, &FoundLine::weight));
}

/// Leaves out what is no digits, and print beside large writing.
void keep_digits(std::vector<FoundLine>& lines) {
  const bool alone = lines.size() == 1 && lines.front().read.digits.size() == 1;
  const float least = alone ? kLeastDigitsAlone : kLeastDigits;
  std::erase_if(lines, [least](const FoundLine& line) { return line.digits < least; });
  if (lines.empty()) return;
  const float height = std::ranges::max_element(lines, {}, &FoundLine::weight)->height;
  std::erase_if(lines, [&](const FoundLine& line) { return line.height < kLowLine * height; });
}

Reading to_reading(std::vector<FoundLine> lines, const ReadingOptions& options) {
  Reading reading{{}, 1};
  for (const FoundLine& line : lines) reading.confidence *= 1 - line.digits * line.read.confidence;
  if (options.lines > 0) {
    keep_main(lines, options.lines);
  } else {
    keep_digits(lines);
  }
  if (!lines.empty()) reading.confidence = 1;
  for (FoundLine& line : lines) {
    reading.confidence *= line.read.confidence;
    reading.lines.push_back(std::move(line.read));
  }
  return reading;
}

/// From the flat picture to the one that was taken.
void move_boxes(ReadLine& line, const FlatPicture& flat) {
  for (ReadDigit& digit : line.digits) {
    digit.box = flat.in_picture(digit.box);
    line.box = &digit == &line.digits.front() ? digit.box : unite(line.box, digit.box);
  }
}

}  // namespace

Reading read_page(const Image& picture, Scorers& scorers, const ReadingOptions& options) {
  if (is_normalized(picture)) {
    if (auto line = read_digit(picture, scorers.digits, options)) {
      const float digits = probability_of_digits(*line);
      return to_reading({{std::move(*line), kDigitBox_px, digits}}, options);
    }
  }
  auto working = take_picture(picture, kWorkingSide_px);
  if (!working) return {{}, 1};
  const FlatPicture flat(std::move(*working));
  const auto map = map_ink(flat.working());
  if (!map) return {{}, 1};
  const std::vector<Component> components = find_components(map->contrast, map->rim);
  std::vector<FoundLine> lines;
  for (const TextLine& line : find_text_lines(*map, components)) {
    auto read = read_line(*map, line, scorers, options);
    if (!read) continue;
    move_boxes(*read, flat);
    const float digits = probability_of_digits(*read);
    lines.push_back({std::move(*read), line.height, digits});
  }
  Reading reading = to_reading(std::move(lines), options);
  // Who gives a pattern or a number of lines knows that there are digits.
  const bool unknown = !options.pattern && options.lines == 0;
  return unknown && is_small(picture.width, picture.height) ? doubt_parts(std::move(reading), picture, scorers.digits)
                                                            : reading;
}

}  // namespace digitnet
