#include "image/registration.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>

#include "image/background.hpp"
#include "image/components.hpp"
#include "image/dark_ink.hpp"
#include "image/morphology.hpp"
#include "image/outline.hpp"
#include "image/plane.hpp"

namespace digitnet {
namespace {

/// The longer side at which is searched, at most.
constexpr int kSearchedSide_px = 1600;
constexpr int kLeastSide_px = 16;
/// Lines and marks are narrower than this part of the picture's longer side.
constexpr int kMarksInSide = 14;
/// Likewise lines alone.
constexpr int kPrintInSide = 100;
constexpr float kLeastContrast = 0.1f;
/// What is looked for covers at least this part of the picture.
constexpr double kLeastFrame = 0.05;
constexpr double kLeastSheet = 0.15;
constexpr std::size_t kMostFrames = 4;
constexpr std::size_t kMostMarked = 8;

/// A picture at the size at which is searched.
struct Search {
  explicit Search(const Image& picture)
      : factor((std::max(picture.width, picture.height) - 1) / kSearchedSide_px + 1), grey(shrink(picture, factor)) {}

  [[nodiscard]] bool is_large_enough() const { return std::min(grey.width, grey.height) >= kLeastSide_px; }
  [[nodiscard]] int longer_side() const { return std::max(grey.width, grey.height); }
  [[nodiscard]] double area() const { return static_cast<double>(grey.width) * grey.height; }
  [[nodiscard]] DarkInk ink() const { return find_dark_ink(grey, longer_side() / kMarksInSide + 1, kLeastContrast); }
  /// From the middles of pixels here to corners of pixels of the picture.
  [[nodiscard]] Corners in_picture(Corners corners) const {
    for (Point& corner : corners) corner = {(corner.x + 0.5) * factor, (corner.y + 0.5) * factor};
    return corners;
  }

  int factor;
  Plane grey;
};

bool covers(const Component& component, const Search& search, double share) {
  return static_cast<double>(component.box.width) * component.box.height >= share * search.area();
}

struct Mark {
  Point middle;
  double side;
};

/// Components that are filled and about as wide as high.
std::vector<Mark> possible_marks(const Search& search) {
  constexpr int kSmallest_px = 5;
  constexpr double kLeastFilled = 0.6;  // a disc fills 0.785 of its box
  constexpr double kLeastDark = 0.35;
  const DarkInk ink = search.ink();
  std::vector<Mark> marks;
  for (const Component& component : find_components(ink.contrast, std::max(ink.threshold, 0.25f))) {
    const auto [shorter, longer] = std::minmax(component.box.width, component.box.height);
    const bool is_mark = shorter >= kSmallest_px && longer * kMarksInSide <= search.longer_side() &&
                         longer <= 1.6 * shorter + 1 &&
                         static_cast<double>(component.pixels.size()) >= kLeastFilled * shorter * longer &&
                         component.mass >= kLeastDark * static_cast<double>(component.pixels.size());
    if (!is_mark) continue;
    double x = 0;
    double y = 0;
    for (const int pixel : component.pixels) {
      x += pixel % search.grey.width;
      y += pixel / search.grey.width;
    }
    const auto count = static_cast<double>(component.pixels.size());
    marks.push_back({{x / count, y / count}, std::sqrt(count)});
  }
  return marks;
}

/// The marks that lie farthest out in one diagonal direction.
std::vector<Mark> outermost(std::vector<Mark> marks, double x_sign, double y_sign) {
  constexpr std::size_t kMost = 8;
  std::ranges::sort(marks, std::ranges::greater{},
                    [&](const Mark& mark) { return x_sign * mark.middle.x + y_sign * mark.middle.y; });
  marks.resize(std::min(marks.size(), kMost));
  return marks;
}

/// How far `seen` is from `expected` shifted, turned and scaled: the mean distance as a part of the expected size.
double distortion(const Corners& seen, const Corners& expected) {
  const auto middle = [](const Corners& corners) {
    Point sum;
    for (const Point& corner : corners) sum = {sum.x + corner.x / 4, sum.y + corner.y / 4};
    return sum;
  };
  const Point from = middle(expected);
  const Point to = middle(seen);
  double size = 0;
  double along = 0;
  double across = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point e{expected[i].x - from.x, expected[i].y - from.y};
    const Point s{seen[i].x - to.x, seen[i].y - to.y};
    size += e.x * e.x + e.y * e.y;
    along += e.x * s.x + e.y * s.y;
    across += e.x * s.y - e.y * s.x;
  }
  const double a = along / size;
  const double b = across / size;
  double apart = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point e{expected[i].x - from.x, expected[i].y - from.y};
    apart += std::hypot(seen[i].x - to.x - (a * e.x - b * e.y), seen[i].y - to.y - (b * e.x + a * e.y)) / 4;
  }
  return apart / (std::hypot(a, b) * std::sqrt(size / 4));
}

/// Four marks, and how far they are from what is expected.
struct MarkedPage {
  Corners corners;
  double apart;
};

/// Adds all sets of four marks, one from each list, whose shape is near `expected`.
void find_near_in_shape(const std::array<std::vector<Mark>, 4>& lists, const Corners& expected, double least_area,
                        std::vector<MarkedPage>& pages) {
  constexpr double kMostDistorted = 0.15;
  for (const Mark& a : lists[0]) {
    for (const Mark& b : lists[1]) {
      for (const Mark& c : lists[2]) {
        for (const Mark& d : lists[3]) {
          const auto [smallest, largest] = std::minmax({a.side, b.side, c.side, d.side});
          const Corners seen{a.middle, b.middle, c.middle, d.middle};
          if (largest > 2 * smallest || !is_plausible(seen) || area(seen) < least_area) continue;
          // Where clutter has the right shape too, the marks' sizes tell.
          const double apart = distortion(seen, expected) + 0.05 * (largest / smallest - 1);
          if (apart < kMostDistorted) pages.push_back({seen, apart});
        }
      }
    }
  }
}

}  // namespace

std::vector<Corners> find_frames(const Image& picture) {
  const Search search(picture);
  if (!search.is_large_enough()) return {};
  const DarkInk ink = search.ink();
  // Thin lines have gaps at this size.
  const Plane bridged = dilate(ink.contrast, 1.5f);
  const auto is_bridge = [&](int pixel) {
    return ink.contrast.values[static_cast<std::size_t>(pixel)] <= ink.threshold;
  };
  std::vector<Corners> frames;
  for (Component& component : find_components(bridged, ink.threshold)) {
    if (!covers(component, search, kLeastFrame)) continue;
    std::erase_if(component.pixels, is_bridge);
    const auto corners = find_outline(component, bridged.width);
    if (corners && area(*corners) >= kLeastFrame * search.area()) frames.push_back(search.in_picture(*corners));
  }
  std::ranges::sort(frames, std::ranges::greater{}, area);
  frames.resize(std::min(frames.size(), kMostFrames));
  return frames;
}

std::vector<Corners> find_sheets(const Image& picture) {
  const Search search(picture);
  if (!search.is_large_enough()) return {};
  // Without what is printed on the sheet: a frame along its edges would cut it into two.
  const Plane grey = follow_closely(smooth(search.grey), true, search.longer_side() / kPrintInSide + 2).level;
  const float split = dividing_level(grey);
  const int perimeter = 2 * (grey.width + grey.height);
  std::vector<Corners> sheets;
  std::optional<Corners> everything;  // where nothing darker is around the sheet
  // A part of the sheet may lie in a shadow.
  for (const float part : {1.0f, 0.9f, 0.8f, 0.7f, 0.6f, 0.5f, 0.4f}) {
    const std::vector<Component> light = find_components(grey, part * split);
    if (light.empty() || !covers(light.front(), search, kLeastSheet)) continue;
    const auto corners = find_outline(light.front(), grey.width);
    if (!corners || area(*corners) < kLeastSheet * search.area()) continue;
    if (2 * light.front().edge_px > perimeter) {
      everything = search.in_picture(*corners);
    } else {
      sheets.push_back(search.in_picture(*corners));
    }
  }
  std::ranges::stable_sort(sheets, std::ranges::greater{}, area);
  if (everything) sheets.push_back(*everything);
  return sheets;
}

std::vector<Corners> find_marks(const Image& picture, const Corners& marks) {
  const Search search(picture);
  if (!search.is_large_enough()) return {};
  const std::vector<Mark> possible = possible_marks(search);
  const std::array<std::vector<Mark>, 4> lists{outermost(possible, -1, -1), outermost(possible, 1, -1),
                                               outermost(possible, 1, 1), outermost(possible, -1, 1)};
  std::vector<MarkedPage> pages;
  for (std::size_t turn = 0; turn < 4; ++turn) {
    // The page turned by `turn` quarters: its first corner is seen as the corner `turn` places on.
    Corners expected = marks;
    std::ranges::rotate(expected, expected.begin() + static_cast<std::ptrdiff_t>((4 - turn) % 4));
    const std::size_t before = pages.size();
    find_near_in_shape(lists, expected, kLeastFrame * search.area(), pages);
    for (std::size_t i = before; i < pages.size(); ++i) {
      std::ranges::rotate(pages[i].corners, pages[i].corners.begin() + static_cast<std::ptrdiff_t>(turn));
    }
  }
  std::ranges::stable_sort(pages, {}, &MarkedPage::apart);
  std::vector<Corners> found;
  for (std::size_t i = 0; i < std::min(pages.size(), kMostMarked); ++i) {
    found.push_back(search.in_picture(pages[i].corners));
  }
  return found;
}

}  // namespace digitnet
