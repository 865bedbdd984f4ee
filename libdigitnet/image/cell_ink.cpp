#include "image/cell_ink.hpp"

#include <algorithm>
#include <cstddef>

#include "image/components.hpp"
#include "image/ink_mask.hpp"

namespace digitnet {
namespace {

/// Specks are less wide and less high than this part of a cell's height.
constexpr double kSpeck = 0.16;

/// Who a pixel of ink belongs to.
constexpr int kNobody = -1;
constexpr int kForeign = -2;  // what is printed or written outside, and specks

/// Which cell a place is in; kForeign outside of all.
int cell_at(const PrintedLines& lines, const FieldPicture& picture, int x, int y) {
  const double slack = 0.15 * picture.cell_height_px;
  const double down = y - lines.slope * x;
  if (down < lines.top_px - slack || down > lines.bottom_px + slack) return kForeign;
  const double across = x + lines.slope * (y - picture.grey.height / 2.0);
  if (across < lines.across_px.front() - slack || across > lines.across_px.back() + slack) return kForeign;
  const auto right = std::ranges::upper_bound(lines.across_px, across);
  const auto last = static_cast<long>(lines.across_px.size()) - 2;
  return static_cast<int>(std::clamp<long>(right - lines.across_px.begin() - 1, 0, last));
}

/// Marks the owners of a component's pixels: one cell where most of it is in one, else each pixel's own.
void assign(const Component& component, const PrintedLines& lines, const FieldPicture& picture,
            std::vector<int>& owners) {
  constexpr double kMostly = 0.7;
  const int width = picture.grey.width;
  const std::size_t cells = lines.across_px.size() - 1;
  std::vector<std::size_t> counts(cells + 1);  // the last one: foreign
  const auto cell_of = [&](int pixel) { return cell_at(lines, picture, pixel % width, pixel / width); };
  for (const int pixel : component.pixels) {
    const int cell = cell_of(pixel);
    ++counts[cell == kForeign ? cells : static_cast<std::size_t>(cell)];
  }
  const auto most = std::ranges::max_element(counts);
  const bool whole = static_cast<double>(*most) >= kMostly * static_cast<double>(component.pixels.size());
  const auto index = static_cast<std::size_t>(most - counts.begin());
  const int owner = index == cells ? kForeign : static_cast<int>(index);
  for (const int pixel : component.pixels) {
    owners[static_cast<std::size_t>(pixel)] = whole ? owner : cell_of(pixel);
  }
}

Box box_of(const std::vector<int>& owners, int owner, int width) {
  int left = width;
  int right = -1;
  int top = static_cast<int>(owners.size());
  int bottom = -1;
  for (std::size_t i = 0; i < owners.size(); ++i) {
    if (owners[i] != owner) continue;
    const int x = static_cast<int>(i) % width;
    const int y = static_cast<int>(i) / width;
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
  return {left, top, right - left + 1, bottom - top + 1};
}

/// The part of `picture` in `box` with all ink but the owner's replaced by paper, as soft as its rims are wide.
Image isolate(const FieldPicture& picture, const Plane& contrast, const std::vector<int>& owners, int owner,
              const Box& box) {
  constexpr int kRim_px = 2;
  const Plane& grey = picture.grey;
  const auto is_foreign = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= grey.width || y >= grey.height) return false;
    const int here = owners[grey.index(x, y)];
    return here != kNobody && here != owner;
  };
  Plane result = crop(grey, box);
  for (int y = 0; y < box.height; ++y) {
    for (int x = 0; x < box.width; ++x) {
      const int u = box.x + x;
      const int v = box.y + y;
      if (owners[grey.index(u, v)] == owner) continue;
      bool foreign = false;
      for (int dy = -kRim_px; dy <= kRim_px && !foreign; ++dy) {
        for (int dx = -kRim_px; dx <= kRim_px && !foreign; ++dx) foreign = is_foreign(u + dx, v + dy);
      }
      // Paper is what the grey level would be without its contrast.
      if (foreign) result.at(x, y) = grey.at(u, v) / std::max(0.2f, 1 - std::max(0.0f, contrast.at(u, v)));
    }
  }
  return to_image(result);
}

Box intersect(const Box& box, int width, int height) {
  const int left = std::max(0, box.x);
  const int top = std::max(0, box.y);
  return {left, top, std::min(width, box.x + box.width) - left, std::min(height, box.y + box.height) - top};
}

/// A cell with a margin, and all of its ink.
Box picture_box(const FieldPicture& picture, const PrintedLines& lines, std::size_t cell, const Box& ink) {
  const int margin = static_cast<int>(0.15 * picture.cell_height_px) + 2;
  const double middle = (lines.across_px[cell] + lines.across_px[cell + 1]) / 2;
  const int top = static_cast<int>(lines.top_px + lines.slope * middle);
  const int bottom = static_cast<int>(lines.bottom_px + lines.slope * middle);
  const int left = std::min(static_cast<int>(lines.across_px[cell]), ink.x) - margin;
  const int right = std::max(static_cast<int>(lines.across_px[cell + 1]), ink.x + ink.width) + margin;
  const int upper = std::min(top, ink.y) - margin;
  const int lower = std::max(bottom, ink.y + ink.height) + margin;
  return intersect({left, upper, right - left, lower - upper}, picture.grey.width, picture.grey.height);
}

}  // namespace

std::vector<std::optional<Image>> separate_cells(const FieldPicture& picture, const PrintedLines& lines) {
  const InkMask ink(picture.grey, picture.cell_height_px);
  const std::size_t cells = lines.across_px.size() - 1;
  std::vector<int> owners(picture.grey.values.size(), kNobody);
  const double speck = kSpeck * picture.cell_height_px;
  for (const Component& component : find_components(ink.contrast(), ink.threshold())) {
    if (std::max(component.box.width, component.box.height) < speck) {
      for (const int pixel : component.pixels) owners[static_cast<std::size_t>(pixel)] = kForeign;
    } else {
      assign(component, lines, picture, owners);
    }
  }
  std::vector<std::optional<Image>> pictures(cells);
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const int owner = static_cast<int>(cell);
    const Box own = box_of(owners, owner, picture.grey.width);
    if (std::max(own.width, own.height) < speck) continue;
    const Box box = picture_box(picture, lines, cell, own);
    pictures[cell] = isolate(picture, ink.contrast(), owners, owner, box);
  }
  return pictures;
}

}  // namespace digitnet
