#include "image/stroke_width.hpp"

#include <cmath>

namespace digitnet {

float stroke_width(const Plane& ink) {
  double area = 0;
  double outline = 0;
  const auto at = [&](int x, int y) { return x < ink.width && y < ink.height && x >= 0 && y >= 0 ? ink.at(x, y) : 0; };
  for (int y = -1; y < ink.height; ++y) {
    for (int x = -1; x < ink.width; ++x) {
      // The slopes of the grey levels add up to the outline however soft it is. Roberts's cross: both slopes at the
      // corner between four pixels.
      const float falling = at(x + 1, y + 1) - at(x, y);
      const float rising = at(x + 1, y) - at(x, y + 1);
      outline += std::sqrt(0.5f * (falling * falling + rising * rising));
      area += at(x, y);
    }
  }
  return outline == 0 ? 0 : static_cast<float>(2 * area / outline);
}

}  // namespace digitnet
