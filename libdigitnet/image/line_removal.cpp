// A printed line is a band of pixels. Each of them becomes as dark as a stroke that crosses the band there, in whatever
// direction, and paper where none does: dark only if both ends of some way across are dark.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "image/ink_mask.hpp"
#include "image/printed_lines.hpp"

namespace digitnet {
namespace {

/// A band along an axis: its middle is at `offset + slope * along`.
struct Band {
  bool upright;  // along is y, else x
  double offset;
  double slope;
  int from;  // along
  int to;

  [[nodiscard]] int middle(int along) const { return static_cast<int>(std::lround(offset + slope * along)); }
};

std::vector<Band> bands_along(const PrintedLines& lines) {
  constexpr int kBeyond_px = 4;
  const int from = static_cast<int>(lines.across_px.front()) - kBeyond_px;
  const int to = static_cast<int>(lines.across_px.back()) + kBeyond_px;
  return {{false, lines.top_px, lines.slope, from, to}, {false, lines.bottom_px, lines.slope, from, to}};
}

std::vector<Band> bands_across(const PrintedLines& lines, int height) {
  constexpr int kBeyond_px = 4;
  std::vector<Band> bands;
  for (const double x : lines.across_px) {
    const double tilt = lines.slope * x;
    bands.push_back({true, x + lines.slope * height / 2, -lines.slope,
                     static_cast<int>(lines.top_px + tilt) - kBeyond_px,
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
    for (int along = band.from; along < band.to; ++along) {
      const int across = band.middle(along) + distance;
      count += band.upright ? ink.at(across, along) : ink.at(along, across);
    }
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

/// A plane in a band's directions; what is outside is as its edge.
struct Turned {
  const Plane& grey;
  bool upright;
  [[nodiscard]] float at(int along, int across) const {
    const int x = std::clamp(upright ? across : along, 0, grey.width - 1);
    const int y = std::clamp(upright ? along : across, 0, grey.height - 1);
    return grey.at(x, y);
  }
};

/// What a band covers of one column across it, exclusive of both.
struct Width {
  int first;
  int last;
};

/// The grey level of a place in a band.
float crossed(const Turned& grey, int along, int across, const Width& band) {
  const auto& [first, last] = band;
  const int width = last - first;
  float level = 255;
  for (int slant = -width; slant <= width; ++slant) {
    const int before = along - slant * (across - first) / width;
    const int after = along + slant * (last - across) / width;
    level = std::min(level, std::max(grey.at(before, first), grey.at(after, last)));
  }
  return level;
}

void erase(Plane& grey, const Band& band, int half) {
  const Plane before = grey;
  const Turned turned{before, band.upright};
  const int length = band.upright ? grey.height : grey.width;
  const int depth = band.upright ? grey.width : grey.height;
  for (int along = std::max(0, band.from); along <= std::min(band.to, length - 1); ++along) {
    const int first = band.middle(along) - half - 1;
    const int last = band.middle(along) + half + 1;
    for (int across = std::max(0, first + 1); across < std::min(last, depth); ++across) {
      const float level = crossed(turned, along, across, {first, last});
      (band.upright ? grey.at(across, along) : grey.at(along, across)) = level;
    }
  }
}

}  // namespace

void erase_lines(FieldPicture& picture, const PrintedLines& lines) {
  const InkMask ink(picture.grey, picture.cell_height_px);
  const int most = std::max(2, static_cast<int>(0.08 * picture.cell_height_px));
  for (std::vector<Band> bands : {bands_across(lines, picture.grey.height), bands_along(lines)}) {
    const int half = settle(ink, bands, most) + 1;  // and the soft rim
    for (const Band& band : bands) erase(picture.grey, band, half);
  }
}

}  // namespace digitnet
