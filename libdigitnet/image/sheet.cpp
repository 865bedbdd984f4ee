// The sheet is looked for in a picture of a hundred pixels: the largest light patch, with the holes in it, while most
// of the picture's edge is dark. Chalk on a board, which looks the same so far, has large holes or is no rectangle.
#include "image/sheet.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <vector>

#include "image/components.hpp"
#include "image/outline.hpp"
#include "tensor/random.hpp"

namespace digitnet {
namespace {

constexpr int kSide_px = 100;
/// Parts of the picture.
constexpr double kLeastSheet = 0.12;
constexpr double kMostSheet = 0.93;
constexpr double kLeastDarkEdge = 0.35;
constexpr double kAlmostAllEdge = 0.75;
/// A desk is darker than this part of the sheet's brightness. A shadow may be as well as a desk that is not as dark,
/// but it does not lie all around the light.
constexpr double kDarkDesk = 0.38;
constexpr double kLightDesk = 0.65;
/// How much of the smallest rectangle around it a sheet fills; a bold 0 or 8 that is drawn in white fills less.
constexpr double kLeastRectangular = 0.82;
/// How much of the shape between its four straight sides, where it is seen at an angle.
constexpr double kLeastFourSided = 0.93;
/// How much of the sheet is light: all but the ink.
constexpr double kLeastLight = 0.75;

double mean(const Plane& plane, const std::vector<int>& pixels) {
  double sum = 0;
  for (const int pixel : pixels) sum += plane.values[static_cast<std::size_t>(pixel)];
  return pixels.empty() ? 0 : sum / static_cast<double>(pixels.size());
}

/// 1 inside the component and its holes, 0 outside.
Plane fill(const Component& component, const Plane& plane) {
  Plane outside(plane.width, plane.height);
  std::ranges::fill(outside.values, 1.0f);
  for (const int pixel : component.pixels) outside.values[static_cast<std::size_t>(pixel)] = 0;
  Plane filled(plane.width, plane.height);
  std::ranges::fill(filled.values, 1.0f);
  for (const Component& ground : find_components(outside, 0.5f)) {
    if (ground.edge_px == 0) continue;
    for (const int pixel : ground.pixels) filled.values[static_cast<std::size_t>(pixel)] = 0;
  }
  return filled;
}

/// The area of the smallest rectangle, turned as may be, around what is 1.
double area_around(const Plane& filled) {
  std::vector<std::array<double, 2>> ends;  // the first and last corners of each row
  for (int y = 0; y < filled.height; ++y) {
    const auto row = filled.row(y);
    const auto first = std::ranges::find(row, 1.0f) - row.begin();
    if (first == static_cast<std::ptrdiff_t>(row.size())) continue;
    const auto last = row.rend() - std::ranges::find(row.rbegin(), row.rend(), 1.0f);
    for (const int bottom : {0, 1}) {
      ends.push_back({static_cast<double>(first), static_cast<double>(y + bottom)});
      ends.push_back({static_cast<double>(last), static_cast<double>(y + bottom)});
    }
  }
  const auto extent = [&](double angle) {
    const double cosine = std::cos(angle);
    const double sine = std::sin(angle);
    double least = std::numeric_limits<double>::max();
    double most = std::numeric_limits<double>::lowest();
    for (const auto& [x, y] : ends) {
      least = std::min(least, x * cosine + y * sine);
      most = std::max(most, x * cosine + y * sine);
    }
    return most - least;
  };
  constexpr int kTurns = 45;
  constexpr double kQuarter = std::numbers::pi / 2;
  double smallest = static_cast<double>(filled.width) * filled.height;
  for (int turn = 0; turn < kTurns; ++turn) {
    const double angle = kQuarter * turn / kTurns;
    smallest = std::min(smallest, extent(angle) * extent(angle + kQuarter));
  }
  return smallest;
}

/// Whether what is 1, on so many pixels, is a rectangle seen at an angle.
bool is_four_sided(const Plane& filled, double area_px) {
  const auto corners = find_outline(find_components(filled, 0.5f).front(), filled.width);
  return corners && area_px >= kLeastFourSided * area(*corners);
}

/// 1 on the sheet, 0 on the desk; empty where there is no such thing.
Plane find_inside(const Plane& small) {
  const float level = dividing_level(small);
  Plane light(small.width, small.height);
  Plane dark(small.width, small.height);
  for (std::size_t i = 0; i < small.values.size(); ++i) (small.values[i] > level ? light : dark).values[i] = 1;
  const auto patches = find_components(light, 0.5f);
  if (patches.empty()) return {};
  const Component& patch = patches.front();
  int dark_edge = 0;
  std::vector<int> desk;
  for (const Component& ground : find_components(dark, 0.5f)) {
    if (ground.edge_px == 0) continue;
    dark_edge += ground.edge_px;
    desk.insert(desk.end(), ground.pixels.begin(), ground.pixels.end());
  }
  const double around = dark_edge / (2.0 * (small.width + small.height));
  const double brightness = mean(small, desk) / mean(small, patch.pixels);
  if (around < kLeastDarkEdge || brightness > (around < kAlmostAllEdge ? kDarkDesk : kLightDesk)) return {};
  Plane sheet = fill(patch, small);
  const auto area = static_cast<double>(std::ranges::count(sheet.values, 1.0f));
  const double share = area / static_cast<double>(sheet.values.size());
  if (share < kLeastSheet || share > kMostSheet) return {};
  if (static_cast<double>(patch.pixels.size()) < kLeastLight * area) return {};
  return area >= kLeastRectangular * area_around(sheet) || is_four_sided(sheet, area) ? sheet : Plane();
}

/// The least value around each place.
Plane erode(const Plane& plane) {
  Plane result = plane;
  for (int y = 0; y < plane.height; ++y) {
    for (int x = 0; x < plane.width; ++x) {
      for (int v = std::max(0, y - 1); v <= std::min(plane.height - 1, y + 1); ++v) {
        for (int u = std::max(0, x - 1); u <= std::min(plane.width - 1, x + 1); ++u) {
          result.at(x, y) = std::min(result.at(x, y), plane.at(u, v));
        }
      }
    }
  }
  return result;
}

Plane shrink(const Plane& plane, int factor) {
  Plane result(plane.width / factor, plane.height / factor);
  for (int y = 0; y < result.height * factor; ++y) {
    for (int x = 0; x < result.width * factor; ++x) result.at(x / factor, y / factor) += plane.at(x, y);
  }
  for (float& value : result.values) value /= static_cast<float>(factor * factor);
  return result;
}

/// The brightness of the sheet, going on beyond its ends as it is there. `sheet` must hold some.
Plane spread_brightness(const Plane& small, Plane sheet) {
  Plane level = small;
  for (bool done = false; !done;) {
    done = true;
    const Plane known = sheet;
    const Plane before = level;
    for (int y = 0; y < small.height; ++y) {
      for (int x = 0; x < small.width; ++x) {
        if (known.at(x, y) > 0) continue;
        float sum = 0;
        float count = 0;
        for (int v = std::max(0, y - 1); v <= std::min(small.height - 1, y + 1); ++v) {
          for (int u = std::max(0, x - 1); u <= std::min(small.width - 1, x + 1); ++u) {
            sum += known.at(u, v) * before.at(u, v);
            count += known.at(u, v);
          }
        }
        done = false;
        if (count == 0) continue;
        level.at(x, y) = sum / count;
        sheet.at(x, y) = 1;
      }
    }
  }
  return level;
}

/// The standard deviation of the sheet's noise, from how much neighbours differ.
float noise_of(const Plane& grey, const Plane& sheet, int factor) {
  constexpr float kDeviationsOfMedian = 0.6745f * 1.4142f;
  std::vector<float> differences;
  for (int y = 0; y < sheet.height; ++y) {
    for (int x = 0; x < sheet.width; ++x) {
      if (sheet.at(x, y) > 0 && factor > 1) {
        differences.push_back(std::abs(grey.at(x * factor, y * factor) - grey.at(x * factor + 1, y * factor)));
      }
    }
  }
  return differences.empty() ? 0 : quantile(std::move(differences), 0.5) / kDeviationsOfMedian;
}

/// Noise enough for rows that begin somewhere in it: drawing it for each pixel took longer than all else.
constexpr int kGrains = 4096;

std::vector<float> make_grain(float deviation, RandomStream& random) {
  std::vector<float> grain;
  for (int i = 0; i < kGrains; ++i) grain.push_back(deviation * static_cast<float>(random.normal()));
  return grain;
}

}  // namespace

std::optional<Sheet> find_sheet(const Plane& grey) {
  const int factor = std::max(grey.width, grey.height) / kSide_px;
  if (factor < 1 || std::min(grey.width, grey.height) / factor < 8) return std::nullopt;
  Sheet sheet{shrink(grey, factor), {}, factor};
  sheet.inside = find_inside(sheet.grey);
  if (sheet.inside.values.empty()) return std::nullopt;
  return sheet;
}

void paint_over_desk(Plane& grey, const Sheet& found) {
  const int factor = found.factor;
  const Plane sheet = erode(erode(found.inside));
  if (std::ranges::count(sheet.values, 1.0f) == 0) return;
  const float noise = noise_of(grey, sheet, factor);
  const Plane level = spread_brightness(found.grey, sheet);
  // What is painted is as noisy as the sheet, or the noise of the whole would be taken for less than it is.
  RandomStream random(1);
  const std::vector<float> grain = make_grain(noise, random);
  for (int y = 0; y < grey.height; ++y) {
    auto next = static_cast<std::size_t>(random.below(kGrains));
    for (int x = 0; x < grey.width; ++x) {
      const int u = std::min(x / factor, sheet.width - 1);
      const int v = std::min(y / factor, sheet.height - 1);
      if (sheet.at(u, v) == 0) grey.at(x, y) = level.at(u, v) + grain[next++ % kGrains];
    }
  }
}

}  // namespace digitnet
