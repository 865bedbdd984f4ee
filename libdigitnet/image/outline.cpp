// The corners are first taken to be the pixels that lie farthest out in the four diagonal directions. Along each side
// between them, the outermost pixel of every row or column is a point of a line, which is fitted again and again to the
// points that are near it: what sticks out, such as handwriting across a frame, loses its say. The corners are then
// where the lines meet.
#include "image/outline.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace digitnet {
namespace {

constexpr double kInset = 0.05;     // of a side at each end, where the neighbouring sides are
constexpr double kFarthest = 0.04;  // of a side's length: from the first guess
constexpr double kNearest = 0.006;  // likewise, from the last: paper bends
constexpr double kNearest_px = 1.5;
constexpr double kLeastShare = 0.7;  // of a side's points that must be near the line

/// v = offset + slope u, u along the side.
struct Line {
  double offset = 0;
  double slope = 0;
  [[nodiscard]] double at(double u) const { return offset + slope * u; }
};

/// The outermost pixels of a component in each row and column.
struct Rims {
  std::vector<Point> top, bottom;  // (x, y)
  std::vector<Point> left, right;  // (y, x): along the side first
};

Rims find_rims(const Component& component, int plane_width) {
  const Box& box = component.box;
  constexpr int kNone = std::numeric_limits<int>::max();
  std::vector<int> top(static_cast<std::size_t>(box.width), kNone);
  std::vector<int> bottom(top.size(), -1);
  std::vector<int> left(static_cast<std::size_t>(box.height), kNone);
  std::vector<int> right(left.size(), -1);
  for (const int pixel : component.pixels) {
    const int x = pixel % plane_width;
    const int y = pixel / plane_width;
    const auto column = static_cast<std::size_t>(x - box.x);
    const auto row = static_cast<std::size_t>(y - box.y);
    top[column] = std::min(top[column], y);
    bottom[column] = std::max(bottom[column], y);
    left[row] = std::min(left[row], x);
    right[row] = std::max(right[row], x);
  }
  const auto points = [](const std::vector<int>& extremes, int first) {
    std::vector<Point> result;
    for (std::size_t i = 0; i < extremes.size(); ++i) {
      if (extremes[i] == kNone || extremes[i] < 0) continue;
      result.push_back({first + static_cast<double>(i), static_cast<double>(extremes[i])});
    }
    return result;
  };
  return {points(top, box.x), points(bottom, box.x), points(left, box.y), points(right, box.y)};
}

Corners farthest_pixels(const Component& component, int plane_width) {
  Corners corners;
  std::array<double, 4> best;
  best.fill(-std::numeric_limits<double>::infinity());
  for (const int pixel : component.pixels) {
    const Point place{static_cast<double>(pixel % plane_width), static_cast<double>(pixel / plane_width)};
    const std::array<double, 4> reach{-place.x - place.y, place.x - place.y, place.x + place.y, place.y - place.x};
    for (std::size_t i = 0; i < 4; ++i) {
      if (reach[i] <= best[i]) continue;
      best[i] = reach[i];
      corners[i] = place;
    }
  }
  return corners;
}

/// The line through the points that are nearer than `distance` to `line`.
Line fit(const std::vector<Point>& points, const Line& line, double distance) {
  double n = 0;
  double su = 0;
  double sv = 0;
  double suu = 0;
  double suv = 0;
  for (const Point& point : points) {
    if (std::abs(point.y - line.at(point.x)) > distance) continue;
    n += 1;
    su += point.x;
    sv += point.y;
    suu += point.x * point.x;
    suv += point.x * point.y;
  }
  const double spread = n * suu - su * su;
  if (n < 2 || spread <= 0) return line;
  const double slope = (n * suv - su * sv) / spread;
  return {(sv - slope * su) / n, slope};
}

/// The straight line that most of a rim is on, between two corners given along the side first.
std::optional<Line> find_side(const std::vector<Point>& rim, Point from, Point to) {
  if (to.x - from.x < 8) return std::nullopt;
  const double length = to.x - from.x;
  std::vector<Point> points;
  for (const Point& point : rim) {
    if (point.x >= from.x + kInset * length && point.x <= to.x - kInset * length) points.push_back(point);
  }
  const double slope = (to.y - from.y) / length;
  Line line{from.y - slope * from.x, slope};
  const double nearest = std::max(kNearest_px, kNearest * length);
  for (double distance = std::max(nearest, kFarthest * length); distance > nearest; distance /= 2) {
    line = fit(points, line, distance);
  }
  line = fit(points, line, nearest);
  // Every place along the side counts, also one without a pixel.
  const double places = (1 - 2 * kInset) * length;
  const auto near = std::ranges::count_if(
      points, [&](const Point& point) { return std::abs(point.y - line.at(point.x)) <= nearest; });
  if (static_cast<double>(near) < kLeastShare * places) return std::nullopt;
  return line;
}

Point swap(const Point& point) {
  return {point.y, point.x};
}

/// Where a row-like line y(x) meets a column-like line x(y).
Point meet(const Line& row, const Line& column) {
  const double y = (row.offset + row.slope * column.offset) / (1 - row.slope * column.slope);
  return {column.at(y), y};
}

}  // namespace

std::optional<Corners> find_outline(const Component& component, int plane_width) {
  const Corners guess = farthest_pixels(component, plane_width);
  const Rims rims = find_rims(component, plane_width);
  const auto top = find_side(rims.top, guess[0], guess[1]);
  const auto bottom = find_side(rims.bottom, guess[3], guess[2]);
  const auto left = find_side(rims.left, swap(guess[0]), swap(guess[3]));
  const auto right = find_side(rims.right, swap(guess[1]), swap(guess[2]));
  if (!top || !bottom || !left || !right) return std::nullopt;
  const Corners corners{meet(*top, *left), meet(*top, *right), meet(*bottom, *right), meet(*bottom, *left)};
  return is_plausible(corners) ? std::optional(corners) : std::nullopt;
}

}  // namespace digitnet
