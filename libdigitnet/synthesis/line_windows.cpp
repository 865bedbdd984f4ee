// Windows of composed lines for a network that says, place after place, whether the middle of a digit is there.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "digitnet/synthesis.hpp"
#include "image/line_strip.hpp"
#include "image/normalize.hpp"
#include "synthesis/composed_line.hpp"
#include "synthesis/sources.hpp"

namespace digitnet {
namespace {

/// A window is one of a digit up to so many pixels from its middle, and of none from so many on.
constexpr double kAtDigit_px = 1.5;
constexpr double kBesideDigit_px = 2.5;
/// Between two middles that are nearer to each other, 1s beside their neighbours, these parts of their distance count.
constexpr double kAtDigit = 0.3;
constexpr double kBesideDigit = 0.42;
constexpr double kLeastBeside_px = 1;
/// How far from a middle is looked for what is most easily taken for one, and which share of windows is of that.
constexpr double kNear_px = 11;
constexpr double kNearShare = 0.5;
constexpr double kDigitShare = 0.35;

constexpr std::size_t kPixels = kDigitSide_px * kDigitSide_px;
/// A batch of windows has random numbers of its own, so that threads may share the work.
constexpr std::size_t kBatch = 32;

/// Random windows of one line.
class LineWindows {
 public:
  LineWindows(const ComposedLine& line, RandomStream& random)
      : line_(line),
        random_(random),
        strip_(line.ink, static_cast<float>(line.height * std::exp(random.around(kWrongHeight)))) {}

  struct Window {
    Image image;
    int label;
  };

  std::optional<Window> draw() {
    const double kind = random_.unit();
    const int x = column(kind);
    const auto label = label_at(x + 0.5);
    if (!label || (*label == kNonDigit && kind < kDigitShare)) return std::nullopt;
    auto image = strip_.window(x);
    if (!image) return std::nullopt;
    return Window{std::move(*image), *label};
  }

 private:
  /// The height of a line's digits is not known exactly when it is read.
  static constexpr double kWrongHeight = 0.2;

  int column(double kind) {
    if (kind >= kDigitShare + kNearShare) return random_.below(strip_.width());
    const auto digit = static_cast<std::size_t>(random_.below(static_cast<int>(line_.centers.size())));
    const double aside = kind < kDigitShare
                             ? random_.around(kAtDigit_px)
                             : (random_.chance(0.5) ? 1 : -1) * random_.between(kLeastBeside_px, kNear_px);
    return static_cast<int>(std::floor(line_.centers[digit] * strip_.scale() + aside));
  }

  /// Nothing where it could be either, or one of two.
  [[nodiscard]] std::optional<int> label_at(double x) const {
    double nearest = std::numeric_limits<double>::max();
    double second = nearest;
    std::size_t digit = 0;
    for (std::size_t i = 0; i < line_.centers.size(); ++i) {
      const double distance = std::abs(x - line_.centers[i] * strip_.scale());
      if (distance >= nearest) {
        second = std::min(second, distance);
        continue;
      }
      second = nearest;
      nearest = distance;
      digit = i;
    }
    const double apart = nearest + second;
    if (nearest >= std::min(kBesideDigit_px, std::max(kLeastBeside_px, kBesideDigit * apart))) return kNonDigit;
    if (nearest > std::min(kAtDigit_px, kAtDigit * apart)) return std::nullopt;
    return line_.text[digit] - '0';
  }

  const ComposedLine& line_;
  RandomStream& random_;
  LineStrip strip_;
};

}  // namespace

Dataset synthesize_line_windows(const Dataset& digits, std::size_t count, std::uint64_t seed) {
  check_digits(digits);
  std::vector<std::uint8_t> pixels(count * kPixels);
  std::vector<int> labels(count);
#pragma omp parallel for schedule(dynamic, 8)
  for (std::size_t first = 0; first < count; first += kBatch) {
    RandomStream random(derive_key(seed, first / kBatch));
    const std::size_t end = std::min(count, first + kBatch);
    for (std::size_t next = first; next < end;) {
      const ComposedLine line = compose_line(digits, random);
      LineWindows windows(line, random);
      for (std::size_t draws = 8 * line.text.size(); draws > 0 && next < end; --draws) {
        const auto window = windows.draw();
        if (!window) continue;
        std::ranges::copy(window->image.pixels, pixels.begin() + static_cast<std::ptrdiff_t>(next * kPixels));
        labels[next++] = window->label;
      }
    }
  }
  return {{kDigitSide_px, kDigitSide_px, 1}, std::move(pixels), std::move(labels), kNonDigit + 1};
}

}  // namespace digitnet
