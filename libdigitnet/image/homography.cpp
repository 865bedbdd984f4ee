#include "image/homography.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace digitnet {
namespace {

constexpr std::size_t kUnknowns = 8;
using Row = std::array<double, kUnknowns + 1>;  // an equation: coefficients, right side

/// Gauss's elimination with pivots; false when the equations do not decide.
bool eliminate(std::array<Row, kUnknowns>& rows) {
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    const auto size = [i](const Row& row) { return std::abs(row[i]); };
    const auto pivot = std::ranges::max_element(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.end(), {}, size);
    if (!(size(*pivot) > 1e-9)) return false;
    std::swap(rows[i], *pivot);
    for (std::size_t k = 0; k < kUnknowns; ++k) {
      if (k == i) continue;
      const double factor = rows[k][i] / rows[i][i];
      for (std::size_t j = i; j <= kUnknowns; ++j) rows[k][j] -= factor * rows[i][j];
    }
  }
  return true;
}

}  // namespace

double distance(const Point& a, const Point& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

std::optional<Homography> Homography::between(const Corners& from, const Corners& to) {
  // In units of the sources' extent, so that the equations' numbers are of one size.
  double unit = 1e-12;
  for (const Point& point : from) unit = std::max({unit, std::abs(point.x), std::abs(point.y)});
  std::array<Row, kUnknowns> rows{};
  for (std::size_t i = 0; i < 4; ++i) {
    const double x = from[i].x / unit;
    const double y = from[i].y / unit;
    rows[2 * i] = {x, y, 1, 0, 0, 0, -x * to[i].x, -y * to[i].x, to[i].x};
    rows[2 * i + 1] = {0, 0, 0, x, y, 1, -x * to[i].y, -y * to[i].y, to[i].y};
  }
  if (!eliminate(rows)) return std::nullopt;
  Homography result;
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    const bool is_constant = i == 2 || i == 5;
    result.terms_[i] = rows[i][kUnknowns] / rows[i][i] / (is_constant ? 1 : unit);
  }
  return result;
}

Point Homography::operator()(const Point& place) const {
  const auto& [a, b, c, d, e, f, g, h] = terms_;
  const double depth = g * place.x + h * place.y + 1;
  return {(a * place.x + b * place.y + c) / depth, (d * place.x + e * place.y + f) / depth};
}

double mean_width(const Corners& corners) {
  return (distance(corners[0], corners[1]) + distance(corners[3], corners[2])) / 2;
}

double mean_height(const Corners& corners) {
  return (distance(corners[0], corners[3]) + distance(corners[1], corners[2])) / 2;
}

double area(const Corners& corners) {
  double twice = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = corners[i];
    const Point& b = corners[(i + 1) % 4];
    twice += a.x * b.y - b.x * a.y;
  }
  return std::abs(twice) / 2;
}

bool is_plausible(const Corners& corners) {
  for (std::size_t i = 0; i < 4; ++i) {
    const Point& a = corners[i];
    const Point& b = corners[(i + 1) % 4];
    const Point& c = corners[(i + 2) % 4];
    const Point& d = corners[(i + 3) % 4];
    const double turn = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    if (turn <= 0.5 * distance(a, b) * distance(b, c)) return false;  // corners from 30 to 150 degrees
    if (distance(a, b) > 2 * distance(c, d)) return false;
  }
  return true;
}

}  // namespace digitnet
