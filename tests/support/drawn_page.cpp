#include "support/drawn_page.hpp"

#include <algorithm>

#include "support/pictures.hpp"

namespace digitnet::test {
namespace {

constexpr int kPaper = 235;
constexpr int kInk = 40;

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
  return render(width, height, [&](const Point& place) { return level(to_page(place)); });
}

Image DrawnPage::scanned(int width, int height) const {
  const double right = width;
  const double bottom = height;
  return seen({{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}}}, width, height);
}

}  // namespace digitnet::test
