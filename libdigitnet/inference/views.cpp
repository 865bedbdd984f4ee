#include "inference/views.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace digitnet {

namespace {

/// Adds `weight` times the pixel at (x, y), if there is one, to `out`.
void add_pixel(const float* image, const Shape& shape, int x, int y, float weight, float* out) noexcept {
  if (x < 0 || y < 0 || x >= shape[1] || y >= shape[0]) return;
  const float* pixel = image + (static_cast<std::ptrdiff_t>(y) * shape[1] + x) * shape[2];
  for (int c = 0; c < shape[2]; ++c) out[c] += weight * pixel[c];
}

}  // namespace

void look(const float* image, const Shape& shape, const View& view, float* out) noexcept {
  const float angle = view.turn_degrees * std::numbers::pi_v<float> / 180;
  const float cosine = std::cos(angle) / view.zoom;
  const float sine = std::sin(angle) / view.zoom;
  const float center_x = static_cast<float>(shape[1] - 1) / 2;
  const float center_y = static_cast<float>(shape[0] - 1) / 2;
  std::fill_n(out, shape.size(), 0.0f);
  for (int y = 0; y < shape[0]; ++y) {
    for (int x = 0; x < shape[1]; ++x, out += shape[2]) {
      const float dx = static_cast<float>(x) - center_x - view.right_px;
      const float dy = static_cast<float>(y) - center_y - view.down_px;
      const float from_x = center_x + cosine * dx + sine * dy;
      const float from_y = center_y - sine * dx + cosine * dy;
      const float left = std::floor(from_x);
      const float top = std::floor(from_y);
      const float right_share = from_x - left;
      const float lower_share = from_y - top;
      const int column = static_cast<int>(left);
      const int row = static_cast<int>(top);
      add_pixel(image, shape, column, row, (1 - right_share) * (1 - lower_share), out);
      add_pixel(image, shape, column + 1, row, right_share * (1 - lower_share), out);
      add_pixel(image, shape, column, row + 1, (1 - right_share) * lower_share, out);
      add_pixel(image, shape, column + 1, row + 1, right_share * lower_share, out);
    }
  }
}

}  // namespace digitnet
