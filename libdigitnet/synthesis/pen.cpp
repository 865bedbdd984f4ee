#include "synthesis/pen.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace digitnet {
namespace {

constexpr double kMiddle = kSheet_px / 2.0;

double distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 == 0 ? 0 : std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / length2, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

void draw_segment(Plane& sheet, const Point& a, const Point& b, double radius_px) {
  const auto clip = [](double value, int length) { return std::clamp(static_cast<int>(value), 0, length); };
  const int left = clip(std::min(a.x, b.x) - radius_px - 1, sheet.width);
  const int right = clip(std::max(a.x, b.x) + radius_px + 2, sheet.width);
  const int top = clip(std::min(a.y, b.y) - radius_px - 1, sheet.height);
  const int bottom = clip(std::max(a.y, b.y) + radius_px + 2, sheet.height);
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) {
      const double inside = radius_px + 0.5 - distance({x + 0.5, y + 0.5}, a, b);
      sheet.at(x, y) = std::max(sheet.at(x, y), static_cast<float>(std::clamp(inside, 0.0, 1.0)));
    }
  }
}

/// How a hand changes the square of 100 that glyphs are described on.
struct Hand {
  explicit Hand(RandomStream& random)
      : width(std::exp(random.between(-0.75, 0.15))),
        slant(0.22 * random.normal()),
        angle(random.around(0.15)),
        wobble(random.between(1, 5)) {}

  /// A point of the square on the sheet.
  [[nodiscard]] Point place(const Point& p, RandomStream& random) const {
    const double scale = kGlyph_px / 100.0;
    const double y = scale * (p.y - 50 + wobble * random.normal());
    const double x = scale * width * (p.x - 50 + wobble * random.normal()) - slant * y;
    return {kMiddle + x * std::cos(angle) - y * std::sin(angle), kMiddle + x * std::sin(angle) + y * std::cos(angle)};
  }

  double width;
  double slant;
  double angle;
  double wobble;
};

Point random_place(RandomStream& random) {
  return {kMiddle + random.around(kGlyph_px / 2.0), kMiddle + random.around(kGlyph_px / 2.0)};
}

/// A closed outline around a place: how far it reaches in each of some directions.
struct Outlined {
  explicit Outlined(RandomStream& random)
      : middle{kMiddle + random.around(12), kMiddle + random.around(12)}, squeeze(random.between(0.5, 1)) {
    reach.resize(static_cast<std::size_t>(4 + random.below(9)));
    const double least = random.between(8, 28);
    for (double& r : reach) r = random.between(least, 36);
    turn = random.between(0, 2 * std::numbers::pi);
  }

  [[nodiscard]] bool holds(double x, double y) const {
    const double dx = x - middle.x;
    const double dy = (y - middle.y) * squeeze;
    const auto count = static_cast<double>(reach.size());
    const double turns = (std::atan2(dy, dx) + turn) / (2 * std::numbers::pi);
    const double at = (turns - std::floor(turns)) * count;
    const auto i = static_cast<std::size_t>(at) % reach.size();
    const double part = at - std::floor(at);
    return std::hypot(dx, dy) < (1 - part) * reach[i] + part * reach[(i + 1) % reach.size()];
  }

  Point middle;
  double squeeze;
  std::vector<double> reach;
  double turn = 0;
};

}  // namespace

void draw(Plane& sheet, const Stroke& stroke, double radius_px) {
  for (std::size_t i = 0; i + 1 < stroke.size(); ++i) draw_segment(sheet, stroke[i], stroke[i + 1], radius_px);
}

double random_radius_px(RandomStream& random) {
  return kGlyph_px / 2.0 * std::exp(random.between(std::log(0.06), std::log(0.22)));
}

Plane write_glyph(const Glyph& glyph, RandomStream& random) {
  Plane sheet(kSheet_px, kSheet_px);
  const Hand hand(random);
  const double radius = random_radius_px(random);
  Outline outline = parse_glyph(glyph);
  for (std::size_t i = 0; i < outline.strokes.size(); ++i) {
    for (Point& point : outline.strokes[i]) point = hand.place(point, random);
    draw(sheet, outline.smooth[i] ? smooth_stroke(outline.strokes[i]) : outline.strokes[i], radius);
  }
  return sheet;
}

Plane scribble(RandomStream& random) {
  Plane sheet(kSheet_px, kSheet_px);
  const double radius = random_radius_px(random);
  for (int strokes = 1 + random.below(3); strokes > 0; --strokes) {
    Stroke points(static_cast<std::size_t>(4 + random.below(9)));
    for (Point& point : points) point = random_place(random);
    draw(sheet, smooth_stroke(points), radius);
  }
  return sheet;
}

Plane blob(RandomStream& random) {
  Plane sheet(kSheet_px, kSheet_px);
  for (int shapes = 1 + random.below(3); shapes > 0; --shapes) {
    const Outlined shape(random);
    const double level = random.between(0.4, 1);
    const double stripes = random.chance(0.4) ? random.between(0, 0.6) : 0;
    const double frequency = random.between(0.2, 1.5);
    const double direction = random.between(0, std::numbers::pi);
    for (int y = 0; y < sheet.height; ++y) {
      for (int x = 0; x < sheet.width; ++x) {
        if (!shape.holds(x, y)) continue;
        const double wave = std::sin(frequency * (x * std::cos(direction) + y * std::sin(direction)));
        sheet.at(x, y) = static_cast<float>(level * (1 - stripes * (0.5 + 0.5 * wave)));
      }
    }
  }
  return sheet;
}

Plane line_or_specks(RandomStream& random) {
  Plane sheet(kSheet_px, kSheet_px);
  if (random.chance(0.6)) {
    // Flatter than any 1.
    const double angle = random.around(0.7);
    const Point reach{kGlyph_px / 2.0 * std::cos(angle), kGlyph_px / 2.0 * std::sin(angle)};
    draw(sheet, {{kMiddle - reach.x, kMiddle - reach.y}, {kMiddle + reach.x, kMiddle + reach.y}},
         random_radius_px(random));
    return sheet;
  }
  for (int specks = 2 + random.below(12); specks > 0; --specks) {
    const Point place = random_place(random);
    draw(sheet, {place, {place.x + random.around(3), place.y + random.around(3)}}, random.between(1, 6));
  }
  return sheet;
}

}  // namespace digitnet
