#include "support/pictures.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "image/level_at.hpp"

namespace digitnet::test {

Image blank(int width, int height, int grey) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height),
                                    static_cast<std::uint8_t>(grey))};
}

Image make_stroke(int width, int height, int ground, int ink) {
  Image image = blank(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool upright = x * 100 >= width * 40 && x * 100 < width * 48 && y * 4 >= height && y * 4 < 3 * height;
      const bool foot = y * 100 >= height * 67 && y * 4 < 3 * height && x * 100 >= width * 40 && x * 100 < width * 65;
      image.pixels[static_cast<std::size_t>(y * width + x)] = static_cast<std::uint8_t>(upright || foot ? ink : ground);
    }
  }
  return image;
}

Image negative(Image picture) {
  for (std::uint8_t& pixel : picture.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  return picture;
}

Image photographed(Image picture, double darkest, double noise) {
  std::mt19937 random(6);
  std::normal_distribution<double> normal(0, noise);
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const double light = 1 - (1 - darkest) * (x + y) / (picture.width + picture.height);
      auto& pixel = picture.pixels[static_cast<std::size_t>(y * picture.width + x)];
      pixel = static_cast<std::uint8_t>(std::clamp(std::lround(pixel * light + normal(random)), 0L, 255L));
    }
  }
  return picture;
}

Image seen_at(const Corners& corners, const Image& sheet, const Image& desk) {
  const double right = sheet.width;
  const double bottom = sheet.height;
  const Homography to_sheet =
      Homography::between(corners, {{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}}).value();
  return render(desk.width, desk.height, [&](const Point& place) {
    const Point on_sheet = to_sheet(place);
    const bool on_desk = on_sheet.x < 0 || on_sheet.y < 0 || on_sheet.x > right || on_sheet.y > bottom;
    return on_desk ? level_at(desk, place) : level_at(sheet, on_sheet);
  });
}

Corners turned(double width, double height, double degrees, Point middle) {
  const double angle = degrees * std::numbers::pi / 180;
  Corners corners{
      {{-width / 2, -height / 2}, {width / 2, -height / 2}, {width / 2, height / 2}, {-width / 2, height / 2}}};
  for (Point& corner : corners) {
    corner = {middle.x + std::cos(angle) * corner.x - std::sin(angle) * corner.y,
              middle.y + std::sin(angle) * corner.x + std::cos(angle) * corner.y};
  }
  return corners;
}

std::string to_pgm(const Image& picture) {
  return "P5\n" + std::to_string(picture.width) + " " + std::to_string(picture.height) + "\n255\n" +
         std::string(picture.pixels.begin(), picture.pixels.end());
}

void fill(Plane& plane, const Box& box, float value) {
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) plane.at(x, y) = value;
  }
}

InkMap draw_ink(const std::vector<std::string>& rows) {
  InkMap map;
  map.contrast = Plane(static_cast<int>(rows.front().size()), static_cast<int>(rows.size()));
  map.threshold = 0.5f;
  map.rim = 0.2f;
  map.ground = 0.01f;
  for (std::size_t y = 0; y < rows.size(); ++y) {
    for (std::size_t x = 0; x < rows[y].size(); ++x) {
      if (rows[y][x] == '#') map.contrast.at(static_cast<int>(x), static_cast<int>(y)) = 1;
    }
  }
  return map;
}

}  // namespace digitnet::test
