#pragma once

#include <cstdint>
#include <vector>

#include "digitnet/image.hpp"

namespace digitnet::cli {

struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// A picture in colour to draw on. What lies outside of it is left out.
class Canvas {
 public:
  Canvas(int width, int height, Color ground);

  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  /// RGB, row after row.
  [[nodiscard]] const std::vector<std::uint8_t>& pixels() const { return pixels_; }

  /// Lays `color` over a pixel, 0 not at all to 1 wholly.
  void blend(int x, int y, Color color, float share);
  void fill(const Box& box, Color color);
  /// A frame `thickness_px` thick around `box`, outside of it.
  void frame(const Box& box, int thickness_px, Color color);
  /// `picture` scaled into `place`: averaged where it shrinks, its pixels as squares where it grows.
  void draw(const Image& picture, const Box& place);

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> pixels_;
};

}  // namespace digitnet::cli
