#pragma once

#include <string>
#include <vector>

#include "digitnet/image.hpp"
#include "image/homography.hpp"
#include "image/ink.hpp"
#include "image/plane.hpp"

namespace digitnet::test {

/// A picture of one grey.
[[nodiscard]] Image blank(int width, int height, int grey = 235);

/// A picture of one digit-like stroke, an L of `ink` on `ground`.
[[nodiscard]] Image make_stroke(int width, int height, int ground, int ink);

/// A picture with light and dark exchanged.
[[nodiscard]] Image negative(Image picture);

/// A picture that gets darker towards its lower right corner, down to `darkest` times as light, with noise.
[[nodiscard]] Image photographed(Image picture, double darkest, double noise);

/// A sheet that lies on `desk` with its corners at `corners`.
[[nodiscard]] Image seen_at(const Corners& corners, const Image& sheet, const Image& desk);

/// Corners of a rectangle of this size, turned by `degrees` around its middle, which lies at `middle`.
[[nodiscard]] Corners turned(double width, double height, double degrees, Point middle);

/// `level(place)`, 0 to 255, averaged over each pixel; corners of a pixel are whole numbers.
template <typename Level>
[[nodiscard]] Image render(int width, int height, Level level) {
  constexpr int kSamples = 3;  // a side of a pixel
  Image image = blank(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double sum = 0;
      for (int i = 0; i < kSamples * kSamples; ++i) {
        sum += level(Point{x + (i % kSamples + 0.5) / kSamples, y + (i / kSamples + 0.5) / kSamples});
      }
      image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)] =
          static_cast<std::uint8_t>(sum / (kSamples * kSamples));
    }
  }
  return image;
}

/// The bytes of a PGM file.
[[nodiscard]] std::string to_pgm(const Image& picture);

/// Gives every value in a box of a plane.
void fill(Plane& plane, const Box& box, float value = 1);

/// An ink map drawn with characters: `#` is full ink.
[[nodiscard]] InkMap draw_ink(const std::vector<std::string>& rows);

}  // namespace digitnet::test
