#include "support/labelled_bars.hpp"

#include <algorithm>
#include <random>

namespace digitnet::bench {

namespace {

constexpr int kSide = 28;
constexpr int kClasses = 10;

}  // namespace

LabelledBars labelled_bars(int count, std::uint32_t seed) {
  LabelledBars bars{Tensor(Shape{count, kSide, kSide, 1}), {}};
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> noise(0.0f, 0.5f);
  std::ranges::generate(bars.images.span(), [&] { return noise(random); });
  for (int i = 0; i < count; ++i) {
    const int label = static_cast<int>(random() % kClasses);
    bars.labels.push_back(label);
    for (int row = 4 + 2 * label; row < 6 + 2 * label; ++row)
      std::fill_n(bars.images.data() + (std::ptrdiff_t{i} * kSide + row) * kSide + 4, 20, 1.0f);
  }
  return bars;
}

}  // namespace digitnet::bench
