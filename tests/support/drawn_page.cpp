#include "support/drawn_page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace digitnet::test {
namespace {

constexpr int kPaper = 235;
constexpr int kInk = 40;
constexpr int kSamples = 3;  // a side of a pixel

bool contains(const Rectangle& area, const Point& place) {
  return place.x >= area.x && place.y >= area.y && place.x < area.x + area.width && place.y < area.y + area.height;
}

}  // namespace

DrawnPage& DrawnPage::fill(const Rectangle& area) {
  dark_.push_back(area);
  return *this;
}

DrawnPage& DrawnPage::outline(const Rectangle& area, double line) {
  const double half = line / 2;
  const double width = area.width + line;
  const double height = area.height + line;
  return fill({area.x - half, area.y - half, width, line})
      .fill({area.x - half, area.y + area.height - half, width, line})
      .fill({area.x - half, area.y - half, line, height})
      .fill({area.x + area.width - half, area.y - half, line, height});
}

DrawnPage& DrawnPage::cells(const Rectangle& area, int cells, double line) {
  const double width = area.width / cells;
  for (int i = 0; i < cells; ++i) outline({area.x + i * width, area.y, width, area.height}, line);
  return *this;
}

Corners DrawnPage::corners() const {
  return {{{0, 0}, {width_, 0}, {width_, height_}, {0, height_}}};
}

Image DrawnPage::seen(const Corners& corners, int width, int height, int ground) const {
  const Homography to_page = Homography::between(corners, this->corners()).value();
  const Rectangle page{0, 0, width_, height_};
  const auto level = [&](const Point& place) {
    if (!contains(page, place)) return ground;
    return std::ranges::any_of(dark_, [&](const Rectangle& area) { return contains(area, place); }) ? kInk : kPaper;
  };
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      int sum = 0;
      for (int i = 0; i < kSamples * kSamples; ++i) {
        sum += level(to_page({x + (i % kSamples + 0.5) / kSamples, y + (i / kSamples + 0.5) / kSamples}));
      }
      image.pixels.push_back(static_cast<std::uint8_t>(sum / (kSamples * kSamples)));
    }
  }
  return image;
}

Image DrawnPage::scanned(int width, int height) const {
  const double right = width;
  const double bottom = height;
  return seen({{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}}, width, height);
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

}  // namespace digitnet::test
