// Cuts between digits that touch. Through every pixel of the component's middle row runs one path from top to bottom
// that crosses the least ink (dynamic programming, as in the seams of Avidan & Shamir 2007); where that is a local
// minimum along the row lies a cut. Paths start upright in a picture whose slant has been taken off.
#include "reading/pieces.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "image/stroke_width.hpp"

namespace digitnet {
namespace {

/// What a step aside costs in ink: paths wander for a reason only.
constexpr float kStepAside = 0.15f;
/// What a pixel without ink costs.
constexpr float kFree = 0.01f;
/// Parts of a digit's height: how far cuts are apart, and from the ends.
constexpr float kLeastDistance = 0.1f;
/// A cut crosses at most so many strokes' width of ink.
constexpr float kMostCrossed = 3.4f;

int shear_of(int y, float slant) {
  return static_cast<int>(std::lround(slant * static_cast<float>(y)));
}

/// A component with its slant taken off.
struct Upright {
  Plane ink;  // 0 to 1
  int left;   // of the plane, in sheared coordinates
  int top;
};

struct Extent {
  int left;
  int right;
};

Extent sheared_extent(const Component& component, int plane_width, float slant) {
  Extent extent{1 << 30, -(1 << 30)};
  for (const int pixel : component.pixels) {
    const int x = pixel % plane_width + shear_of(pixel / plane_width, slant);
    extent = {std::min(extent.left, x), std::max(extent.right, x)};
  }
  return extent;
}

Upright take_upright(const Component& component, const InkMap& map, float slant) {
  const int width = map.contrast.width;
  const Extent extent = sheared_extent(component, width, slant);
  Upright upright{Plane(extent.right - extent.left + 1, component.box.height), extent.left, component.box.y};
  const float full = static_cast<float>(component.peak);
  for (const int pixel : component.pixels) {
    const int y = pixel / width;
    const int x = pixel % width + shear_of(y, slant);
    const float strength = (map.contrast.values[static_cast<std::size_t>(pixel)] - map.ground) / (full - map.ground);
    upright.ink.at(x - upright.left, y - upright.top) = std::clamp(1.5f * strength, 0.0f, 1.0f);
  }
  return upright;
}

/// The least that paths cost from the first row to each pixel, that pixel included; `step` 1: from the top row down,
/// -1: from the bottom row up.
struct LeastCosts {
  Plane costs;
  int step;
};

LeastCosts least_costs(const Plane& ink, int step) {
  Plane costs(ink.width, ink.height);
  for (int row = 0; row < ink.height; ++row) {
    const int y = step > 0 ? row : ink.height - 1 - row;
    for (int x = 0; x < ink.width; ++x) {
      float before = 0;
      if (row > 0) {
        before = costs.at(x, y - step);
        if (x > 0) before = std::min(before, costs.at(x - 1, y - step) + kStepAside);
        if (x + 1 < ink.width) before = std::min(before, costs.at(x + 1, y - step) + kStepAside);
      }
      costs.at(x, y) = before + ink.at(x, y) + kFree;
    }
  }
  return {std::move(costs), step};
}

/// Writes the path from the first row to (x, y).
void follow(const LeastCosts& least, int x, int y, std::vector<int>& path) {
  const auto& [costs, step] = least;
  for (;; y -= step) {
    path[static_cast<std::size_t>(y)] = x;
    if (y - step < 0 || y - step >= costs.height) return;
    int best = x;
    float cost = costs.at(x, y - step);
    for (const int aside : {x - 1, x + 1}) {
      if (aside < 0 || aside >= costs.width || costs.at(aside, y - step) + kStepAside >= cost) continue;
      cost = costs.at(aside, y - step) + kStepAside;
      best = aside;
    }
    x = best;
  }
}

struct Cut {
  std::vector<int> path;  // x in each row
  float crossed;
};

std::vector<int> local_minima(const std::vector<float>& costs, int margin) {
  std::vector<int> minima;
  const int count = static_cast<int>(costs.size());
  for (int x = margin; x < count - margin; ++x) {
    const auto at = [&](int i) { return costs[static_cast<std::size_t>(std::clamp(i, 0, count - 1))]; };
    if (at(x) <= at(x - 1) && at(x) < at(x + 1)) minima.push_back(x);
  }
  std::ranges::stable_sort(minima, {}, [&](int x) { return costs[static_cast<std::size_t>(x)]; });
  return minima;
}

std::vector<Cut> find_cuts(const Plane& ink, float height) {
  const int middle = ink.height / 2;
  const LeastCosts down = least_costs(ink, 1);
  const LeastCosts up = least_costs(ink, -1);
  std::vector<float> costs(static_cast<std::size_t>(ink.width));
  for (int x = 0; x < ink.width; ++x) {
    costs[static_cast<std::size_t>(x)] = down.costs.at(x, middle) + up.costs.at(x, middle) - ink.at(x, middle) - kFree;
  }
  const int distance = std::max(2, static_cast<int>(kLeastDistance * height));
  const float most = kMostCrossed * stroke_width(ink);
  const auto most_cuts = static_cast<std::size_t>(2 + 5 * static_cast<float>(ink.width) / height);
  std::vector<Cut> cuts;
  std::vector<int> taken;
  for (const int x : local_minima(costs, distance)) {
    const float crossed = costs[static_cast<std::size_t>(x)];
    if (crossed > most || cuts.size() == most_cuts) break;
    if (std::ranges::any_of(taken, [&](int other) { return std::abs(other - x) < distance; })) continue;
    taken.push_back(x);
    Cut cut{std::vector<int>(static_cast<std::size_t>(ink.height)), crossed};
    follow(down, x, middle, cut.path);
    follow(up, x, middle, cut.path);
    cuts.push_back(std::move(cut));
  }
  std::ranges::sort(cuts, {}, [&](const Cut& cut) { return cut.path[static_cast<std::size_t>(middle)]; });
  return cuts;
}

}  // namespace

float find_slant(const Plane& contrast, std::span<const Component* const> components) {
  const Box box = unite(components);
  float best = 0;
  double clearest = 0;
  std::vector<float> columns;
  for (int step = -3; step <= 8; ++step) {
    const float slant = 0.1f * static_cast<float>(step);
    const int reach = static_cast<int>(std::ceil(std::abs(slant) * static_cast<float>(box.height))) + 1;
    columns.assign(static_cast<std::size_t>(box.width + 2 * reach), 0);
    for (const Component* component : components) {
      for (const int pixel : component->pixels) {
        const int x = pixel % contrast.width - box.x + shear_of(pixel / contrast.width - box.y - box.height / 2, slant);
        columns[static_cast<std::size_t>(x + reach)] += contrast.values[static_cast<std::size_t>(pixel)];
      }
    }
    double clear = 0;
    for (const float column : columns) clear += static_cast<double>(column) * column;
    clear *= 1 - 0.1 * std::abs(slant);  // in doubt upright
    if (clear <= clearest) continue;
    clearest = clear;
    best = slant;
  }
  return best;
}

Piece whole_piece(const Component& component, const Plane& contrast, float slant) {
  const Extent extent = sheared_extent(component, contrast.width, slant);
  return {component, static_cast<float>(extent.left), static_cast<float>(extent.right + 1), 0, false};
}

std::vector<Piece> cut_into_pieces(const Component& component, const InkMap& map, float slant, float height) {
  const Upright upright = take_upright(component, map, slant);
  const std::vector<Cut> cuts = find_cuts(upright.ink, height);
  std::vector<Component> parts(cuts.size() + 1);
  for (const int pixel : component.pixels) {
    const int y = pixel / map.contrast.width;
    const int x = pixel % map.contrast.width + shear_of(y, slant) - upright.left;
    std::size_t part = 0;
    while (part < cuts.size() && x >= cuts[part].path[static_cast<std::size_t>(y - upright.top)]) ++part;
    add_pixel(parts[part], pixel, map.contrast);
  }
  const float width = stroke_width(upright.ink);
  std::vector<Piece> pieces;
  float crossed = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) crossed = std::max(crossed, cuts[i - 1].crossed / width);
    if (parts[i].pixels.empty()) continue;
    Piece piece = whole_piece(parts[i], map.contrast, slant);
    piece.cut = !pieces.empty();
    piece.crossed = piece.cut ? crossed : 0;
    pieces.push_back(std::move(piece));
    crossed = 0;
  }
  return pieces;
}

}  // namespace digitnet
