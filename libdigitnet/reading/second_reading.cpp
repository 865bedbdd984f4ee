#include "reading/second_reading.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/components.hpp"
#include "image/normalize.hpp"

namespace digitnet {
namespace {

// Fitted on lines composed of MNIST's training images that no network had learnt from: no reading is so sure that the
// other could not convince it, the first counts for half, and what both find together is as probable as it is right.
constexpr double kLeastOfLattice = 0.03;
constexpr double kLeastOfScan = 1e-6;
constexpr double kCountsFor = 0.5;
constexpr double kSharpness = 3;

/// Leaves each text once.
void add_text(std::vector<ScannedText>& texts, const std::string& text) {
  const bool there = std::ranges::any_of(texts, [&](const ScannedText& other) { return other.text == text; });
  if (!there) texts.push_back({text, 0});
}

}  // namespace

SecondReading::SecondReading(const InkMap& map, const TextLine& line, DigitScorer& windows)
    : factor_(map.factor),
      box_(unite(line.components)),
      ink_(cut_out(map, line.components, full_strength(map, line.components))),
      strip_(ink_, line.height),
      scan_(scan_line(strip_, windows)) {}

std::vector<ScannedText> SecondReading::texts(const Lattice& first, const std::vector<Path>& paths,
                                              const NumberPattern* pattern) const {
  std::vector<ScannedText> texts = find_texts(scan_, pattern, kWaysWeighed);
  for (const Path& path : paths) add_text(texts, path.text);
  double sum = 0;
  for (ScannedText& text : texts) {
    const double cut = text_probability(first, text.text);
    const double seen = text_probability(scan_, text.text);
    const double together = std::pow(std::max(cut, kLeastOfLattice), kCountsFor) * std::max(seen, kLeastOfScan);
    text.probability = std::pow(together, kSharpness);
    sum += text.probability;
  }
  for (ScannedText& text : texts) text.probability /= sum;
  std::erase_if(texts, [](const ScannedText& text) { return text.text.empty(); });
  std::ranges::stable_sort(texts, std::ranges::greater{}, &ScannedText::probability);
  return texts;
}

/// Around what is inked from column `left` to `right` of the line, without the latter.
Box SecondReading::box_of_ink(int left, int right) const {
  constexpr float kInk = 0.3f;
  int top = ink_.height;
  int bottom = 0;
  int first = right;
  int last = left;
  for (int y = 0; y < ink_.height; ++y) {
    for (int x = left; x < right; ++x) {
      if (ink_.at(x, y) < kInk) continue;
      top = std::min(top, y);
      bottom = y + 1;
      first = std::min(first, x);
      last = std::max(last, x + 1);
    }
  }
  if (top >= bottom) return {box_.x + left, box_.y, std::max(1, right - left), box_.height};
  return {box_.x + first, box_.y + top, last - first, bottom - top};
}

std::vector<ReadDigit> SecondReading::digits(const std::string& text) const {
  const std::vector<int> places = align(scan_, text);
  std::vector<ReadDigit> digits;
  // A digit's columns end half-way to its neighbours.
  const auto end_between = [&](std::size_t left) {
    const double middle = left == 0               ? places.front() - kDigitBox_px / 2.0
                          : left == places.size() ? places.back() + kDigitBox_px / 2.0
                                                  : (places[left - 1] + places[left]) / 2.0;
    return std::clamp(static_cast<int>(std::lround((middle + 0.5) / strip_.scale())), 0, ink_.width);
  };
  for (std::size_t i = 0; i < places.size(); ++i) {
    const DigitScore& score = scan_.scores[static_cast<std::size_t>(places[i])];
    ReadDigit digit;
    digit.label = text[i] - '0';
    digit.probability = score.digits[static_cast<std::size_t>(digit.label)];
    digit.probabilities.assign(score.digits.begin(), score.digits.end());
    digit.box = scale(box_of_ink(end_between(i), end_between(i + 1)), factor_);
    if (auto window = strip_.window(places[i])) digit.seen = std::move(*window);
    digits.push_back(std::move(digit));
  }
  return digits;
}

}  // namespace digitnet
