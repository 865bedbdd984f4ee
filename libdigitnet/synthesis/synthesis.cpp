#include "digitnet/synthesis.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "image/normalize.hpp"
#include "image/plane.hpp"
#include "synthesis/glyphs.hpp"
#include "synthesis/pen.hpp"
#include "synthesis/sources.hpp"
#include "tensor/random.hpp"

namespace digitnet {
namespace {

/// The share of digits that are real ones, written anew.
constexpr double kRewritten = 0.6;
/// Of those, the share that keeps a sliver of a neighbour.
constexpr double kWithRemnant = 0.3;

/// Both planes side by side, `gap` pixels apart (below 0: overlapping), the second `drop` pixels lower.
Plane beside(const Plane& left, const Plane& right, int gap, int drop) {
  const int offset = std::max(0, left.width + gap);
  const int left_top = std::max(0, -drop);
  const int right_top = std::max(0, drop);
  Plane both(std::max(left.width, offset + right.width), std::max(left_top + left.height, right_top + right.height));
  const auto lay = [&](const Plane& plane, int x0, int y0) {
    for (int y = 0; y < plane.height; ++y)
      for (int x = 0; x < plane.width; ++x) both.at(x0 + x, y0 + y) = std::max(both.at(x0 + x, y0 + y), plane.at(x, y));
  };
  lay(left, 0, left_top);
  lay(right, offset, right_top);
  return both;
}

/// `digit` with a sliver of a neighbour at one side, as a cut between two that touch leaves it.
Plane with_remnant(const Plane& digit, const Plane& neighbour, RandomStream& random) {
  const int width = std::min(1 + random.below(3), neighbour.width);
  const int gap = -random.below(3);
  const int drop = random.below(9) - 4;
  if (random.chance(0.5)) return beside(digit, crop(neighbour, {0, 0, width, neighbour.height}), gap, drop);
  return beside(crop(neighbour, {neighbour.width - width, 0, width, neighbour.height}), digit, gap, drop);
}

/// A trimmed mark as another pen and another scanner would have it: larger or smaller, bolder or finer, sharper or
/// softer. Without such ones a network would tell digits from others by their being scans of 1990 rather than drawn.
std::optional<Plane> rewrite(const Plane& mark, RandomStream& random) {
  const double scale = std::exp(random.between(std::log(0.5), std::log(3)));
  return trim(with_another_pen(scale_mark(mark, scale), scale, random));
}

std::optional<Plane> rewrite_digit(const Dataset& digits, int image, RandomStream& random) {
  auto digit = trim(digit_plane(digits, image));
  if (digit && random.chance(kWithRemnant) && digits.label(static_cast<std::size_t>(image)) != 1) {
    const auto neighbour = trim(digit_plane(digits, random_image(digits, random)));
    if (neighbour) digit = trim(with_remnant(*digit, *neighbour, random));
  }
  return digit ? rewrite(*digit, random) : std::nullopt;
}

/// What lies on one side of a line through `plane`, straight or leaning like handwriting; `upright` lines part left
/// from right, others top from bottom.
Plane cut(Plane plane, bool upright, RandomStream& random) {
  const double lean = random.around(0.5);
  const double at = random.between(0.35, 0.65);
  const bool first = random.chance(0.5);
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      const double along = upright ? x - at * plane.width + lean * (y - plane.height / 2.0)
                                   : y - at * plane.height + lean * (x - plane.width / 2.0);
      if ((along < 0) != first) plane.at(x, y) = 0;
    }
  }
  return plane;
}

/// A part of a digit, unless it may be a digit itself: a bar is a 1, and what is above or below the middle of a 2, 6,
/// 7, 8 or 9 reads as another digit.
std::optional<Plane> part(const Dataset& digits, RandomStream& random) {
  constexpr double kNarrowest = 0.42;
  constexpr std::array<bool, 10> kCutAcross{true, false, false, true, true, true, false, false, false, false};
  const int image = random_image(digits, random);
  const auto digit = trim(digit_plane(digits, image));
  if (!digit || digits.label(static_cast<std::size_t>(image)) == 1) return std::nullopt;
  const bool across = kCutAcross[static_cast<std::size_t>(digits.label(static_cast<std::size_t>(image)))];
  auto piece = trim(cut(*digit, !across || random.chance(0.7), random));
  if (!piece || piece->width < kNarrowest * piece->height) return std::nullopt;
  return piece;
}

/// Two or three digits, or a digit and a good part of the next.
std::optional<Plane> neighbours(const Dataset& digits, RandomStream& random) {
  const auto one = [&] { return trim(digit_plane(digits, random_image(digits, random))); };
  auto row = one();
  const double kind = random.unit();
  for (int more = kind < 0.15 ? 2 : 1; more > 0 && row; --more) {
    auto next = one();
    if (next && kind > 0.6) next = trim(cut(*next, true, random));
    if (!next || next->width < 4) return std::nullopt;
    row = random.chance(0.5) ? beside(*row, *next, random.below(6) - 3, random.below(9) - 4)
                             : beside(*next, *row, random.below(6) - 3, random.below(9) - 4);
  }
  return row;
}

std::optional<Plane> non_digit(const Dataset& digits, RandomStream& random) {
  const double kind = random.unit();
  if (kind < 0.2) return part(digits, random);
  if (kind < 0.5) return neighbours(digits, random);
  if (kind < 0.8) return trim(write_glyph(pick(other_glyphs(), random), random));
  if (kind < 0.88) return trim(scribble(random));
  if (kind < 0.97) return trim(blob(random));
  return trim(line_or_specks(random));
}

/// Draws until there is something.
template <typename Make>
Image make_image(RandomStream& random, Make make) {
  for (;;) {
    if (const auto plane = make(random)) return normalize_ink(*plane);
  }
}

Image vary(const Dataset& images, int image, RandomStream& random) {
  if (random.chance(0.5)) {
    const auto mark = trim(digit_plane(images, image));
    const auto rewritten = mark ? rewrite(*mark, random) : std::nullopt;
    if (rewritten) return normalize_ink(*rewritten);
  }
  const auto pixels = images.image(static_cast<std::size_t>(image));
  return {kDigitSide_px, kDigitSide_px, {pixels.begin(), pixels.end()}};
}

/// `make(i, random)` is image `i` with its label.
template <typename Make>
Dataset collect(std::size_t count, std::uint64_t seed, int classes, Make make) {
  constexpr std::size_t kPixels = kDigitSide_px * kDigitSide_px;
  std::vector<std::uint8_t> pixels(count * kPixels);
  std::vector<int> labels(count);
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t i = 0; i < count; ++i) {
    RandomStream random(derive_key(seed, i));
    const std::pair<Image, int> made = make(random);
    std::ranges::copy(made.first.pixels, pixels.begin() + static_cast<std::ptrdiff_t>(i * kPixels));
    labels[i] = made.second;
  }
  return {{kDigitSide_px, kDigitSide_px, 1}, std::move(pixels), std::move(labels), classes};
}

}  // namespace

Dataset synthesize_digits(const Dataset& digits, std::size_t count, std::uint64_t seed) {
  check_digits(digits);
  return collect(count, seed, 10, [&](RandomStream& random) {
    const int image = random.chance(kRewritten) ? random_image(digits, random) : -1;
    if (image >= 0 && ink_box(digit_plane(digits, image))) {
      const int label = digits.label(static_cast<std::size_t>(image));
      return std::pair(make_image(random, [&](RandomStream& r) { return rewrite_digit(digits, image, r); }), label);
    }
    const Glyph& glyph = pick(digit_glyphs(), random);
    return std::pair(make_image(random, [&](RandomStream& r) { return trim(write_glyph(glyph, r)); }), glyph.label);
  });
}

Dataset synthesize_non_digits(const Dataset& digits, std::size_t count, std::uint64_t seed) {
  check_digits(digits);
  return collect(count, seed, kNonDigit + 1, [&](RandomStream& random) {
    return std::pair(make_image(random, [&](RandomStream& r) { return non_digit(digits, r); }), kNonDigit);
  });
}

Dataset vary_images(const Dataset& images, std::size_t count, std::uint64_t seed) {
  check_images(images);
  return collect(count, seed, images.classes(), [&](RandomStream& random) {
    const int image = random_image(images, random);
    return std::pair(vary(images, image, random), images.label(static_cast<std::size_t>(image)));
  });
}

}  // namespace digitnet
