// A printed line is a band of pixels. Each of them becomes as dark as a stroke that crosses the band there, in whatever
// direction, and paper where none does: dark only if both ends of some way across are dark. Lines across the field are
// erased in the same way in the picture turned by 90 degrees.
#include "image/line_removal.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "image/ink_mask.hpp"

namespace digitnet {
namespace {

constexpr int kBeyond_px = 4;  // of its ends

/// A band along the rows: its middle is at `offset + slope * x`.
struct Band {
  double offset;
  double slope;
  int from;  // along
  int to;

  [[nodiscard]] int middle(int x) const { return static_cast<int>(std::lround(offset + slope * x)); }
};

std::vector<Band> bands_along(const PrintedLines& lines) {
  const int from = static_cast<int>(lines.across_px.front()) - kBeyond_px;
  const int to = static_cast<int>(lines.across_px.back()) + kBeyond_px;
  return {{lines.top_px, lines.slope, from, to}, {lines.bottom_px, lines.slope, from, to}};
}

/// Those across, in the turned picture.
std::vector<Band> bands_across(const PrintedLines& lines, int height) {
  std::vector<Band> bands;
  for (const double x : lines.across_px) {
    const double tilt = lines.slope * x;
    bands.push_back({x + lines.slope * height / 2, -lines.slope, static_cast<int>(lines.top_px + tilt) - kBeyond_px,
                     static_cast<int>(lines.bottom_px + tilt) + kBeyond_px});
  }
  return bands;
}

/// How far a line reaches before and behind the middle of its band, in pixels.
struct Reach {
  int before = 0;
  int behind = 0;
};

Reach find_reach(const InkMask& ink, const Band& band, int most) {
  constexpr double kStillLine = 0.6;
  const auto is_line = [&](int distance) {
    int count = 0;
    for (int x = band.from; x < band.to; ++x) count += ink.at(x, band.middle(x) + distance);
    return count > kStillLine * (band.to - band.from);
  };
  Reach reach;
  while (reach.before < most && is_line(-reach.before - 1)) ++reach.before;
  while (reach.behind < most && is_line(reach.behind + 1)) ++reach.behind;
  return reach;
}

/// Moves the bands to the middles of their lines. Returns half the width that the lines have in common, as they were
/// printed alike: strokes beside some of them make those look wider.
int settle(const InkMask& ink, std::vector<Band>& bands, int most) {
  std::vector<int> widths;
  for (Band& band : bands) {
    const Reach reach = find_reach(ink, band, most);
    band.offset += std::clamp((reach.behind - reach.before) / 2.0, -1.0, 1.0);
    widths.push_back(reach.before + reach.behind + 1);
  }
  const auto median = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2);
  std::ranges::nth_element(widths, median);
  return (*median + 1) / 2;
}

/// What a band covers of one column, exclusive of both.
struct Width {
  int first;
  int last;
};

/// The grey level of a place in a band. What is outside of the plane is as its edge.
float crossed(const Plane& grey, int x, int y, const Width& band) {
  const auto& [first, last] = band;
  const auto at = [&](int u, int v) {
    return grey.at(std::clamp(u, 0, grey.width - 1), std::clamp(v, 0, grey.height - 1));
  };
  const int width = last - first;
  float level = 255;
  for (int slant = -width; slant <= width; ++slant) {
    const int before = x - slant * (y - first) / width;
    const int after = x + slant * (last - y) / width;
    level = std::min(level, std::max(at(before, first), at(after, last)));
  }
  return level;
}

void erase(Plane& grey, const Band& band, int half) {
  const Plane before = grey;
  for (int x = std::max(0, band.from); x <= std::min(band.to, grey.width - 1); ++x) {
    const Width width{band.middle(x) - half - 1, band.middle(x) + half + 1};
    for (int y = std::max(0, width.first + 1); y < std::min(width.last, grey.height); ++y) {
      grey.at(x, y) = crossed(before, x, y, width);
    }
  }
}

/// Takes away lines that are printed alike, as `ink` shows them.
void erase_bands(Plane& grey, const InkMask& ink, std::vector<Band> bands, int most) {
  const int half = settle(ink, bands, most) + 1;  // and the soft rim
  for (const Band& band : bands) erase(grey, band, half);
}

}  // namespace

void erase_lines(FieldPicture& picture, const PrintedLines& lines) {
  const int most = std::max(2, static_cast<int>(0.08 * picture.cell_height_px));
  const InkMask ink(picture.grey, picture.cell_height_px);
  Plane turned = transpose(picture.grey);
  erase_bands(turned, InkMask(turned, picture.cell_height_px), bands_across(lines, picture.grey.height), most);
  picture.grey = transpose(turned);
  erase_bands(picture.grey, ink, bands_along(lines), most);
}

}  // namespace digitnet
