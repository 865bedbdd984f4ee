#include "canvas.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace digitnet::cli {
namespace {

/// Pixels of the source from `begin` up to `end`, at least one.
struct Range {
  int begin = 0;
  int end = 0;
};

Range source_range(int position, int length, int source_length) {
  const auto at = [&](int p) { return static_cast<int>(std::int64_t{p} * source_length / length); };
  const int begin = at(position);
  return {begin, std::max(at(position + 1), begin + 1)};
}

std::uint8_t average(const Image& picture, const Range& columns, const Range& rows) {
  std::uint64_t sum = 0;
  for (int y = rows.begin; y < rows.end; ++y) {
    for (int x = columns.begin; x < columns.end; ++x) sum += picture.at(x, y);
  }
  const auto count = static_cast<std::uint64_t>((columns.end - columns.begin) * (rows.end - rows.begin));
  return static_cast<std::uint8_t>((sum + count / 2) / count);
}

}  // namespace

Canvas::Canvas(int width, int height, Color ground)
    : width_(width), height_(height), pixels_(3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {
  fill({0, 0, width, height}, ground);
}

void Canvas::blend(int x, int y, Color color, float share) {
  if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
  std::uint8_t* pixel = pixels_.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_) +
                                              static_cast<std::size_t>(x));
  for (const std::uint8_t wanted : {color.red, color.green, color.blue}) {
    const auto there = static_cast<float>(*pixel);
    *pixel++ = static_cast<std::uint8_t>(std::lround(there + (static_cast<float>(wanted) - there) * share));
  }
}

void Canvas::fill(const Box& box, Color color) {
  for (int y = std::max(box.y, 0); y < std::min(box.y + box.height, height_); ++y) {
    for (int x = std::max(box.x, 0); x < std::min(box.x + box.width, width_); ++x) blend(x, y, color, 1);
  }
}

void Canvas::frame(const Box& box, int thickness_px, Color color) {
  const int t = thickness_px;
  const std::array<Box, 4> sides{{{box.x - t, box.y - t, box.width + 2 * t, t},
                                  {box.x - t, box.y + box.height, box.width + 2 * t, t},
                                  {box.x - t, box.y, t, box.height},
                                  {box.x + box.width, box.y, t, box.height}}};
  for (const Box& side : sides) fill(side, color);
}

void Canvas::draw(const Image& picture, const Box& place) {
  for (int y = 0; y < place.height; ++y) {
    const Range rows = source_range(y, place.height, picture.height);
    for (int x = 0; x < place.width; ++x) {
      const std::uint8_t grey = average(picture, source_range(x, place.width, picture.width), rows);
      blend(place.x + x, place.y + y, {grey, grey, grey}, 1);
    }
  }
}

}  // namespace digitnet::cli
