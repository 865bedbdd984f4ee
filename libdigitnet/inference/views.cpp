#include "inference/views.hpp"

#include <cmath>
#include <cstddef>
#include <numbers>

#include "tensor/bilinear.hpp"

namespace digitnet {

void look(const float* image, const Shape& shape, const View& view, float* out) noexcept {
  const float angle = view.turn_degrees * std::numbers::pi_v<float> / 180;
  const float cosine = std::cos(angle) / view.zoom;
  const float sine = std::sin(angle) / view.zoom;
  const float center_x = static_cast<float>(shape[1] - 1) / 2;
  const float center_y = static_cast<float>(shape[0] - 1) / 2;
  for (int y = 0; y < shape[0]; ++y) {
    for (int x = 0; x < shape[1]; ++x, out += shape[2]) {
      const float dx = static_cast<float>(x) - center_x - view.right_px;
      const float dy = static_cast<float>(y) - center_y - view.down_px;
      const float from_x = center_x + cosine * dx + sine * dy;
      const float from_y = center_y - sine * dx + cosine * dy;
      for (int c = 0; c < shape[2]; ++c) {
        out[c] = bilinear(from_x, from_y, [&](int u, int v) {
          const bool outside = u < 0 || v < 0 || u >= shape[1] || v >= shape[0];
          return outside ? 0.0f : image[(static_cast<std::ptrdiff_t>(v) * shape[1] + u) * shape[2] + c];
        });
      }
    }
  }
}

}  // namespace digitnet
