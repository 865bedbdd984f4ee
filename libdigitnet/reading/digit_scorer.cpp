#include "reading/digit_scorer.hpp"

#include <algorithm>

#include "image/normalize.hpp"

namespace digitnet {

int DigitScore::best() const {
  return static_cast<int>(std::ranges::max_element(digits) - digits.begin());
}

DigitScorer::DigitScorer(const Model& model, Precision precision)
    : classes_(model.classes()),
      predictor_(model, kBatch, 1, precision),
      batch_(Shape{kBatch, kDigitSide_px, kDigitSide_px, 1}) {}

std::vector<DigitScore> DigitScorer::score(std::span<const Image* const> pictures) {
  std::vector<DigitScore> scores;
  scores.reserve(pictures.size());
  while (!pictures.empty()) {
    const auto part = pictures.first(std::min<std::size_t>(pictures.size(), kBatch));
    float* to = batch_.data();
    for (const Image* picture : part) {
      to = std::ranges::transform(picture->pixels, to, [](std::uint8_t pixel) {
             return static_cast<float>(pixel) / 255.0f;
           }).out;
    }
    const Shape shape{static_cast<int>(part.size()), kDigitSide_px, kDigitSide_px, 1};
    const auto outputs = predictor_.outputs({batch_.data(), shape});
    for (std::size_t i = 0; i < part.size(); ++i) {
      const auto own = outputs.subspan(i * static_cast<std::size_t>(classes_), static_cast<std::size_t>(classes_));
      DigitScore score;
      std::copy_n(own.begin(), score.digits.size(), score.digits.begin());
      score.none = own.size() > score.digits.size() ? own.back() : 0;
      scores.push_back(score);
    }
    pictures = pictures.subspan(part.size());
  }
  return scores;
}

}  // namespace digitnet
