#include "image/morphology.hpp"

#include <algorithm>
#include <cmath>

namespace digitnet {
namespace {

/// The plane with a margin on every side in which its edge goes on.
Plane extend_edges(const Plane& plane, int margin_x, int margin_y) {
  Plane result(plane.width + 2 * margin_x, plane.height + 2 * margin_y);
  for (int y = 0; y < result.height; ++y) {
    const auto from = plane.row(std::clamp(y - margin_y, 0, plane.height - 1));
    const auto to = result.row(y);
    const auto right = std::ranges::copy(from, std::ranges::fill_n(to.begin(), margin_x, from.front())).out;
    std::ranges::fill_n(right, margin_x, from.back());
  }
  return result;
}

/// out[x] = choose(a[x], b[x])
template <typename Choose>
void combine(std::span<const float> a, std::span<const float> b, std::span<float> out, Choose choose) {
  const float* first = a.data();
  const float* second = b.data();
  float* result = out.data();
  for (std::size_t x = 0; x < out.size(); ++x) result[x] = choose(first[x], second[x]);
}

/// How far a run of `length` reaches to either side of a place.
struct Reach {
  explicit Reach(int length) : less((length - 1) / 2), more(length - 1 - less) {}
  int less;
  int more;
};

/// Every row becomes the best, as `choose` takes one of two, of its rows from `before` above to `after` below it.
///
/// In blocks as long as that run, each row is combined with those before it in its block, and with those behind it:
/// every run is then the end of one block and the start of the next (van Herk 1992), so that its length costs nothing.
template <typename Choose>
Plane best_of_rows(const Plane& plane, int before, int after, Choose choose) {
  constexpr int kStrip_px = 32;  // what lies between the passes over a strip stays in the L2 cache
  const int length = before + after + 1;
  const int padded = plane.height + before + after;
  Plane forwards(kStrip_px, padded);
  Plane backwards(kStrip_px, padded);
  Plane result(plane.width, plane.height);
  for (int left = 0; left < plane.width; left += kStrip_px) {
    const auto width = static_cast<std::size_t>(std::min(kStrip_px, plane.width - left));
    const auto source = [&](int y) {
      return plane.row(std::clamp(y - before, 0, plane.height - 1)).subspan(static_cast<std::size_t>(left), width);
    };
    const auto row = [width](Plane& strip, int y) { return strip.row(y).first(width); };
    for (int y = 0; y < padded; ++y) {
      const bool first = y % length == 0;
      combine(first ? source(y) : row(forwards, y - 1), source(y), row(forwards, y), choose);
    }
    for (int y = padded - 1; y >= 0; --y) {
      const bool last = y == padded - 1 || y % length == length - 1;
      combine(last ? source(y) : row(backwards, y + 1), source(y), row(backwards, y), choose);
    }
    for (int y = 0; y < plane.height; ++y) {
      combine(row(backwards, y), row(forwards, y + length - 1),
              result.row(y).subspan(static_cast<std::size_t>(left), width), choose);
    }
  }
  return result;
}

}  // namespace

Plane open(const Plane& plane, int side) {
  // A run longer than the plane sees no more of it than one as long: what is outside is the edge again.
  const int width = std::min(side, plane.width);
  const int height = std::min(side, plane.height);
  const Reach x(width);
  const Reach y(height);
  const auto smaller = [](float a, float b) { return b < a ? b : a; };
  const auto larger = [](float a, float b) { return a < b ? b : a; };
  // The second half must see what the first one found outside too, so the plane is made larger first.
  const Plane extended = extend_edges(plane, width, height);
  const Plane columns = transpose(best_of_rows(extended, y.less, y.more, smaller));
  const Plane eroded = best_of_rows(columns, x.less, x.more, smaller);
  const Plane rows = transpose(best_of_rows(eroded, x.more, x.less, larger));
  return crop(best_of_rows(rows, y.more, y.less, larger), {width, height, plane.width, plane.height});
}

Plane dilate(const Plane& plane, float radius) {
  const int reach = static_cast<int>(std::ceil(radius));
  Plane result = plane;
  for (int dy = -reach; dy <= reach; ++dy) {
    for (int dx = -reach; dx <= reach; ++dx) {
      // A neighbour counts less where the rim of the disc cuts through its pixel.
      const float weight = std::min(radius + 1 - std::hypot(static_cast<float>(dx), static_cast<float>(dy)), 1.0f);
      if (weight <= 0 || (dx == 0 && dy == 0)) continue;
      const auto begin = static_cast<std::size_t>(std::max(0, -dx));
      const auto end = static_cast<std::size_t>(std::min(plane.width, plane.width - dx));
      for (int y = std::max(0, -dy); begin < end && y < std::min(plane.height, plane.height - dy); ++y) {
        const auto out = result.row(y).subspan(begin, end - begin);
        const auto in = plane.row(y + dy).subspan(begin + static_cast<std::size_t>(dx), end - begin);
        combine(out, in, out, [weight](float a, float b) { return std::max(a, weight * b); });
      }
    }
  }
  return result;
}

}  // namespace digitnet
