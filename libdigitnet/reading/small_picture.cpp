#include "reading/small_picture.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include "digitnet/error.hpp"
#include "image/components.hpp"

namespace digitnet {
namespace {

constexpr int kSmallPicture_px = 48;
/// What is a digit with less than this is none.
constexpr float kLeastDigit = 0.03f;
/// Two digits side by side are wider than high, unless there is a 1: what is not, as trousers, may as well be one
/// thing.
constexpr float kSeveralInNarrow = 0.5f;

/// What the network says of all the ink as one digit; nothing when it cannot be put into a digit's form.
std::optional<DigitScore> score_whole(const Image& picture, DigitScorer& scorer) {
  try {
    const Image whole = normalize_digit(picture).image;
    const Image* const pictures = &whole;
    return scorer.score(std::span(&pictures, 1)).front();
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

Reading doubt_digit(Reading reading, const DigitScore& whole) {
  const float any = std::accumulate(whole.digits.begin(), whole.digits.end(), 0.0f);
  if (any < kLeastDigit) return {{}, 1 - any};
  ReadLine& line = reading.lines.front();
  ReadDigit& digit = line.digits.front();
  const float sure = whole.digits[static_cast<std::size_t>(digit.label)];
  if (sure >= digit.probability) return reading;
  digit.probability = sure;
  digit.probabilities.assign(whole.digits.begin(), whole.digits.end());
  line.confidence = std::min(line.confidence, sure);
  reading.confidence = std::min(reading.confidence, sure);
  return reading;
}

bool is_narrow(const Reading& reading) {
  Box box = reading.lines.front().box;
  for (const ReadLine& line : reading.lines) box = unite(box, line.box);
  return box.width <= box.height;
}

}  // namespace

bool is_small(int width, int height) {
  return std::max(width, height) <= kSmallPicture_px;
}

Reading doubt_parts(Reading reading, const Image& picture, DigitScorer& scorer) {
  if (reading.lines.empty()) return reading;
  if (reading.lines.size() == 1 && reading.lines.front().digits.size() == 1) {
    const auto whole = score_whole(picture, scorer);
    return whole ? doubt_digit(std::move(reading), *whole) : reading;
  }
  if (is_narrow(reading)) {
    for (ReadLine& line : reading.lines) line.confidence *= kSeveralInNarrow;
    reading.confidence *= kSeveralInNarrow;
  }
  return reading;
}

}  // namespace digitnet
