// Windows of composed lines for a network that says, place after place, whether the middle of a digit is there.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "digitnet/synthesis.hpp"
#include "image/line_strip.hpp"
#include "image/normalize.hpp"
#include "synthesis/composed_line.hpp"
#include "synthesis/sources.hpp"
#include "synthesis/window_label.hpp"

namespace digitnet {
namespace {

/// From where to where beside a middle is looked for what is most easily taken for one, and which share of windows is
/// of that.
constexpr double kNearest_px = 1;
constexpr double kNear_px = 11;
constexpr double kNearShare = 0.5;
constexpr double kDigitShare = 0.35;
/// How often a line of one digit is looked at.
constexpr std::size_t kDrawsPerDigit = 8;

constexpr std::size_t kPixels = kDigitSide_px * kDigitSide_px;
/// A batch of windows has random numbers of its own, so that threads may share the work.
constexpr std::size_t kBatch = 32;

/// Random windows of one line.
class LineWindows {
 public:
  LineWindows(const ComposedLine& line, RandomStream& random)
      : line_(line),
        random_(random),
        strip_(line.ink, static_cast<float>(line.height * std::exp(random.around(kWrongHeight)))),
        centers_(line.centers) {
    for (double& center : centers_) center *= strip_.scale();
  }

  struct Window {
    Image image;
    int label;
  };

  std::optional<Window> draw() {
    const double kind = random_.unit();
    const int x = column(kind);
    const auto label = window_label(x + 0.5, centers_, line_.text);
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
    const auto digit = static_cast<std::size_t>(random_.below(static_cast<int>(centers_.size())));
    const double aside = kind < kDigitShare ? random_.around(kAtDigit_px)
                                            : (random_.chance(0.5) ? 1 : -1) * random_.between(kNearest_px, kNear_px);
    return static_cast<int>(std::floor(centers_[digit] + aside));
  }

  const ComposedLine& line_;
  RandomStream& random_;
  LineStrip strip_;
  std::vector<double> centers_;  // of the digits, in columns of the strip
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
      for (std::size_t draws = kDrawsPerDigit * line.text.size(); draws > 0 && next < end; --draws) {
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
