#include "image/plane.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

namespace digitnet {
namespace {

/// Catmull-Rom's kernel (Keys 1981, a = -1/2).
float cubic(float x) {
  x = std::abs(x);
  if (x < 1) return (1.5f * x - 2.5f) * x * x + 1;
  if (x < 2) return ((-0.5f * x + 2.5f) * x - 4) * x + 2;
  return 0;
}

/// One output pixel of a resampled line: which input pixels it is made of.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

std::vector<Taps> make_taps(int from, int to) {
  const float ratio = static_cast<float>(from) / static_cast<float>(to);
  const float stretch = std::max(ratio, 1.0f);
  std::vector<Taps> taps(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const float center = (static_cast<float>(i) + 0.5f) * ratio - 0.5f;
    const int first = std::max(0, static_cast<int>(std::ceil(center - 2 * stretch)));
    const int last = std::min(from - 1, static_cast<int>(std::floor(center + 2 * stretch)));
    Taps& tap = taps[static_cast<std::size_t>(i)];
    tap.first = first;
    float sum = 0;
    for (int k = first; k <= last; ++k) {
      tap.weights.push_back(cubic((static_cast<float>(k) - center) / stretch));
      sum += tap.weights.back();
    }
    for (float& weight : tap.weights) weight /= sum;
  }
  return taps;
}

Plane resample_rows(const Plane& plane, int height) {
  const std::vector<Taps> taps = make_taps(plane.height, height);
  Plane result(plane.width, height);
  for (int y = 0; y < height; ++y) {
    const Taps& tap = taps[static_cast<std::size_t>(y)];
    const auto out = result.row(y);
    for (std::size_t k = 0; k < tap.weights.size(); ++k) {
      const auto in = plane.row(tap.first + static_cast<int>(k));
      for (std::size_t x = 0; x < out.size(); ++x) out[x] += tap.weights[k] * in[x];
    }
  }
  return result;
}

Plane resample_columns(const Plane& plane, int width) {
  const std::vector<Taps> taps = make_taps(plane.width, width);
  Plane result(width, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    const auto in = plane.row(y);
    const auto out = result.row(y);
    for (std::size_t x = 0; x < out.size(); ++x) {
      const float* values = in.data() + taps[x].first;
      for (std::size_t k = 0; k < taps[x].weights.size(); ++k) out[x] += taps[x].weights[k] * values[k];
    }
  }
  return result;
}

}  // namespace

Plane shrink(const Image& picture, int factor) {
  Plane result(picture.width / factor, picture.height / factor);
  std::vector<std::uint32_t> sums(static_cast<std::size_t>(result.width));
  const float scale = 1.0f / static_cast<float>(factor * factor);
  const auto step = static_cast<std::size_t>(factor);
  for (int y = 0; y < result.height; ++y) {
    std::ranges::fill(sums, 0);
    for (int k = 0; k < factor; ++k) {
      const std::uint8_t* pixel =
          picture.pixels.data() + static_cast<std::size_t>(y * factor + k) * static_cast<std::size_t>(picture.width);
      for (std::uint32_t& sum : sums) {
        for (std::size_t i = 0; i < step; ++i) sum += pixel[i];
        pixel += step;
      }
    }
    std::ranges::transform(sums, result.row(y).begin(),
                           [&](std::uint32_t sum) { return static_cast<float>(sum) * scale; });
  }
  return result;
}

Plane crop(const Plane& plane, const Box& box) {
  Plane result(box.width, box.height);
  for (int y = 0; y < box.height; ++y) {
    const auto from =
        plane.row(box.y + y).subspan(static_cast<std::size_t>(box.x), static_cast<std::size_t>(box.width));
    std::ranges::copy(from, result.row(y).begin());
  }
  return result;
}

Plane transpose(const Plane& plane) {
  constexpr int kTile_px = 16;  // both planes' lines of a tile stay in the cache
  Plane result(plane.height, plane.width);
  for (int top = 0; top < plane.height; top += kTile_px) {
    const int bottom = std::min(top + kTile_px, plane.height);
    for (int x = 0; x < plane.width; ++x) {
      float* out = &result.at(0, x);
      for (int y = top; y < bottom; ++y) out[y] = plane.at(x, y);
    }
  }
  return result;
}

Plane resample(const Plane& plane, int width, int height) {
  // Rows first: they shrink the plane before the slower pass over columns.
  return resample_columns(resample_rows(plane, height), width);
}

Plane smooth(const Plane& plane) {
  Plane rows(plane.width, plane.height);
  for (int y = 0; y < plane.height; ++y) {
    const auto above = plane.row(std::max(y - 1, 0));
    const auto here = plane.row(y);
    const auto below = plane.row(std::min(y + 1, plane.height - 1));
    const auto out = rows.row(y);
    for (std::size_t x = 0; x < out.size(); ++x) out[x] = 0.25f * (above[x] + below[x]) + 0.5f * here[x];
  }
  Plane result = rows;
  for (int y = 0; y < plane.height; ++y) {
    const auto in = rows.row(y);
    const auto out = result.row(y);
    for (std::size_t x = 0; x < out.size(); ++x) {
      const float left = in[x == 0 ? 0 : x - 1];
      const float right = in[x + 1 == in.size() ? x : x + 1];
      out[x] = 0.25f * (left + right) + 0.5f * in[x];
    }
  }
  return result;
}

float dividing_level(const Plane& grey) {
  std::array<double, 256> counts{};
  for (const float value : grey.values) ++counts[static_cast<std::size_t>(std::clamp(value, 0.0f, 255.0f))];
  const auto total = static_cast<double>(grey.values.size());
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) sum += counts[i] * static_cast<double>(i);
  double below = 0;
  double sum_below = 0;
  double best = -1;
  std::size_t level = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    below += counts[i];
    sum_below += counts[i] * static_cast<double>(i);
    if (below == 0 || below == total) continue;
    const double distance = sum_below / below - (sum - sum_below) / (total - below);
    const double between = below * (total - below) * distance * distance;
    if (between <= best) continue;
    best = between;
    level = i;
  }
  // What is counted at a level reaches up to the next.
  return std::nextafter(static_cast<float>(level) + 1, 0.0f);
}

float quantile(std::vector<float> values, double fraction) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(fraction * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace digitnet
