#include "reading/small_picture.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "digitnet/error.hpp"
#include "image/spread.hpp"

namespace digitnet {
namespace {

constexpr int kSmallPicture_px = 48;
/// What is a digit, whichever, with less than this is none.
constexpr float kLeastDigit = 0.03f;
/// A picture about as wide as high was cut for one thing: several digits in it may as well be that, as a w is 61.
constexpr float kSeveralInOne = 0.5f;
constexpr double kAboutSquare = 1.25;  // the longer side in shorter ones

/// All the ink of a picture as one digit; nothing when it cannot be put into a digit's form.
std::optional<Image> normalize_whole(const Image& picture) {
  try {
    return normalize_digit(picture).image;
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

/// How probably a mark that reads as 1 is one. A bar that leans, alone in a picture, is a slash or a 1: no neighbours
/// show how its writer leans. Fitted on MNIST's training images of bars and as many slashes of data/nondigits.
double probability_of_one(const Image& mark) {
  constexpr double kThickestBar = 0.25;
  constexpr double kEvenLean_degrees = 26.5;
  constexpr double kLeanWidth_degrees = 5;
  const Spread spread = spread_of(mark);
  if (spread.thickness > kThickestBar) return 1;
  return 1 / (1 + std::exp((spread.lean_degrees - kEvenLean_degrees) / kLeanWidth_degrees));
}

/// Makes a reading's lines, and all other ways to read them, `factor` times as sure.
void doubt(Reading& reading, float factor) {
  reading.confidence *= factor;
  for (ReadLine& line : reading.lines) {
    line.confidence *= factor;
    for (Alternative& other : line.alternatives) other.confidence *= factor;
  }
}

/// How probable each digit is for all the ink, which mostly is what was read.
std::vector<float> score_whole(const ReadDigit& digit, const Image& mark, DigitScorer& scorer) {
  if (mark.pixels == digit.seen.pixels) return digit.probabilities;
  const Image* const pictures = &mark;
  const DigitScore score = scorer.score(std::span(&pictures, 1)).front();
  return {score.digits.begin(), score.digits.end()};
}

Reading doubt_digit(Reading reading, const Image& mark, DigitScorer& scorer) {
  ReadDigit& digit = reading.lines.front().digits.front();
  std::vector<float> whole = score_whole(digit, mark, scorer);
  const float any = std::accumulate(whole.begin(), whole.end(), 0.0f);
  if (any < kLeastDigit) return {{}, 1 - any};
  whole[1] *= static_cast<float>(probability_of_one(mark));
  const float sure = whole[static_cast<std::size_t>(digit.label)];
  if (sure >= digit.probability) return reading;
  digit.probability = sure;
  digit.probabilities = std::move(whole);
  if (sure < reading.confidence) doubt(reading, sure / reading.confidence);
  return reading;
}

/// Whether it was cut for one thing.
bool is_about_square(const Image& picture) {
  const auto [shorter, longer] = std::minmax(picture.width, picture.height);
  return longer <= kAboutSquare * shorter;
}

}  // namespace

bool is_small(int width, int height) {
  return std::max(width, height) <= kSmallPicture_px;
}

Reading doubt_parts(Reading reading, const Image& picture, DigitScorer& scorer) {
  if (reading.lines.empty()) return reading;
  if (reading.lines.size() == 1 && reading.lines.front().digits.size() == 1) {
    const auto mark = normalize_whole(picture);
    return mark ? doubt_digit(std::move(reading), *mark, scorer) : reading;
  }
  if (is_about_square(picture)) doubt(reading, kSeveralInOne);
  return reading;
}

}  // namespace digitnet
