#include "image/spread.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace digitnet {

Spread spread_of(const Image& mark) {
  double mass = 0;
  double sum_x = 0;
  double sum_y = 0;
  double sum_xx = 0;
  double sum_yy = 0;
  double sum_xy = 0;
  for (int y = 0; y < mark.height; ++y) {
    for (int x = 0; x < mark.width; ++x) {
      const double ink = mark.pixels[static_cast<std::size_t>(y * mark.width + x)];
      mass += ink;
      sum_x += ink * x;
      sum_y += ink * y;
      sum_xx += ink * x * x;
      sum_yy += ink * y * y;
      sum_xy += ink * x * y;
    }
  }
  const double xx = sum_xx / mass - sum_x * sum_x / (mass * mass);
  const double yy = sum_yy / mass - sum_y * sum_y / (mass * mass);
  const double xy = sum_xy / mass - sum_x * sum_y / (mass * mass);
  const double apart = std::hypot(xx - yy, 2 * xy);
  const double lean = std::atan2(2 * xy, yy - xx) / 2;
  return {std::sqrt(std::max(0.0, xx + yy - apart) / (xx + yy + apart)), std::abs(lean) * 180 / std::numbers::pi};
}

}  // namespace digitnet
