// A sheet is found in a small picture (sheet.hpp), and its corners are exact to half a pixel of that: enough for
// digits, which need no more than to stand upright, so that the picture need not be searched at full size. How far the
// sheet lies away from the camera at one end cannot be told from one picture; it becomes as wide and as high as it is
// in the mean.
#include "image/flat_picture.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "image/components.hpp"
#include "image/level_at.hpp"
#include "image/outline.hpp"
#include "image/sheet.hpp"

namespace digitnet {
namespace {

/// A side that leaves the upright by more (of its length) is tilted: 3 degrees.
constexpr double kLeastTilt = 0.05;
/// So many pixels of the small picture along the sheet's edge may show the desk.
constexpr double kEdge_px = 1.5;
/// A sheet that ends with the picture shows no side there. A corner may lie outside.
constexpr int kMostAtEdge_px = 12;
/// A sheet that is smaller in the picture is rather something drawn.
constexpr double kLeastSide_px = 64;

bool is_tilted(const Corners& corners) {
  const auto slope = [&](std::size_t from, std::size_t to) {
    const double dx = std::abs(corners[to].x - corners[from].x);
    const double dy = std::abs(corners[to].y - corners[from].y);
    return std::min(dx, dy) / std::max(dx, dy);
  };
  return std::max({slope(0, 1), slope(1, 2), slope(3, 2), slope(0, 3)}) > kLeastTilt;
}

/// The corners of a sheet that is seen at an angle, all sides of which are seen, in the picture's pixels.
std::optional<Corners> find_tilted_corners(const Sheet& sheet) {
  const std::vector<Component> parts = find_components(sheet.inside, 0.5f);
  if (parts.front().edge_px > kMostAtEdge_px) return std::nullopt;
  auto corners = find_outline(parts.front(), sheet.inside.width);
  if (!corners || !is_tilted(*corners)) return std::nullopt;
  for (Point& corner : *corners) corner = {(corner.x + 0.5) * sheet.factor, (corner.y + 0.5) * sheet.factor};
  return std::min(mean_width(*corners), mean_height(*corners)) >= kLeastSide_px ? corners : std::nullopt;
}

/// A rectangle of a picture seen at an angle, and where it lies.
struct CutOut {
  Plane flat;
  Homography to_picture;
};

/// Lays it flat, without `margin` pixels along its edge.
std::optional<CutOut> lay_flat(const Plane& grey, const Corners& corners, double margin) {
  const double right = mean_width(corners) - margin;
  const double bottom = mean_height(corners) - margin;
  const auto to_grey =
      Homography::between({{{-margin, -margin}, {right, -margin}, {right, bottom}, {-margin, bottom}}}, corners);
  if (!to_grey) return std::nullopt;
  Plane flat(static_cast<int>(right - margin), static_cast<int>(bottom - margin));
  for (int y = 0; y < flat.height; ++y) {
    for (int x = 0; x < flat.width; ++x) flat.at(x, y) = level_at(grey, (*to_grey)({x + 0.5, y + 0.5}));
  }
  return CutOut{std::move(flat), *to_grey};
}

}  // namespace

FlatPicture::FlatPicture(WorkingPicture picture) : picture_(std::move(picture)) {
  const auto sheet = find_sheet(picture_.grey);
  if (!sheet) return;
  if (const auto corners = find_tilted_corners(*sheet)) {
    if (auto cut_out = lay_flat(picture_.grey, *corners, kEdge_px * sheet->factor)) {
      picture_.grey = std::move(cut_out->flat);
      to_picture_ = cut_out->to_picture;
      return;
    }
  }
  paint_over_desk(picture_.grey, *sheet);
}

Box FlatPicture::in_picture(const Box& box) const {
  if (!to_picture_) return box;
  const double factor = picture_.factor;
  const double right = box.x + box.width;
  const double bottom = box.y + box.height;
  const Corners corners{{{static_cast<double>(box.x), static_cast<double>(box.y)},
                         {right, static_cast<double>(box.y)},
                         {right, bottom},
                         {static_cast<double>(box.x), bottom}}};
  Point least{1e300, 1e300};
  Point most{-1e300, -1e300};
  for (const Point& corner : corners) {
    const Point seen = (*to_picture_)({corner.x / factor, corner.y / factor});
    least = {std::min(least.x, seen.x), std::min(least.y, seen.y)};
    most = {std::max(most.x, seen.x), std::max(most.y, seen.y)};
  }
  const auto round = [factor](double place) { return static_cast<int>(std::lround(place * factor)); };
  return {round(least.x), round(least.y), round(most.x) - round(least.x), round(most.y) - round(least.y)};
}

}  // namespace digitnet
