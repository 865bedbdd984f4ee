#include "image/field_picture.hpp"

#include <algorithm>
#include <cmath>

#include "image/level_at.hpp"

namespace digitnet {
namespace {

/// The height of a field's cells in pixels, between these: digits need no more, and lines no less.
constexpr double kHighestCell_px = 96;
constexpr double kLowestCell_px = 32;
constexpr double kWidestField_px = 4096;
constexpr double kLeastSide_px = 8;
/// Around the field, as a part of a cell's height.
constexpr double kMargin = 0.4;

/// Pixels of the scan for one unit of the page, across and down, in the middle of an area.
Point scale_at(const Homography& to_scan, const Rectangle& area) {
  const double x = area.x + area.width / 2;
  const double y = area.y + area.height / 2;
  const Point across{area.width / 4, 0};
  const Point down{0, area.height / 4};
  return {distance(to_scan({x - across.x, y}), to_scan({x + across.x, y})) / (area.width / 2),
          distance(to_scan({x, y - down.y}), to_scan({x, y + down.y})) / (area.height / 2)};
}

double finite_or(double value, double otherwise) {
  return std::isfinite(value) && value > 0 ? value : otherwise;
}

}  // namespace

FieldPicture cut_out(const Image& scan, const Homography& to_scan, const FieldArea& field) {
  const Point scale = scale_at(to_scan, field.area);
  const double width = finite_or(field.area.width * scale.x, kLowestCell_px);
  const double height = finite_or(field.area.height * scale.y, kLowestCell_px);
  const double zoom =
      std::min(std::clamp(1.0, kLowestCell_px / height, kHighestCell_px / height), kWidestField_px / width);
  FieldPicture picture;
  picture.cell_height_px = std::max(kLeastSide_px, height * zoom);
  picture.cell_width_px = std::max(kLeastSide_px, width * zoom) / field.cells;
  picture.margin_px = static_cast<int>(kMargin * picture.cell_height_px);
  const double inner_width = picture.cell_width_px * field.cells;
  picture.grey = Plane(static_cast<int>(inner_width) + 2 * picture.margin_px,
                       static_cast<int>(picture.cell_height_px) + 2 * picture.margin_px);
  // Where one pixel here covers several of the scan, it is their mean.
  const int samples = std::clamp(static_cast<int>(std::lround(1 / zoom)), 1, 8);
  for (int y = 0; y < picture.grey.height; ++y) {
    for (int x = 0; x < picture.grey.width; ++x) {
      float sum = 0;
      for (int i = 0; i < samples * samples; ++i) {
        const double u = x + (i % samples + 0.5) / samples - picture.margin_px;
        const double v = y + (i / samples + 0.5) / samples - picture.margin_px;
        sum += level_at(scan, to_scan({field.area.x + u / inner_width * field.area.width,
                                       field.area.y + v / picture.cell_height_px * field.area.height}));
      }
      picture.grey.at(x, y) = sum / static_cast<float>(samples * samples);
    }
  }
  return picture;
}

Image to_image(const Plane& grey) {
  Image image{grey.width, grey.height, std::vector<std::uint8_t>(grey.values.size())};
  std::ranges::transform(grey.values, image.pixels.begin(), [](float value) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 255.0f)));
  });
  return image;
}

}  // namespace digitnet
