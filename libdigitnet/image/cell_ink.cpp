#include "image/cell_ink.hpp"

#include <algorithm>
#include <cstddef>
#include <span>

#include "image/components.hpp"
#include "image/ink_mask.hpp"
#include "image/normalize.hpp"

namespace digitnet {
namespace {

/// Specks are less wide and less high than this part of a cell's height.
constexpr double kSpeck = 0.16;
/// Strokes of a field begin at most so far outside of its lines, likewise.
constexpr double kSlack = 0.15;

/// The ink of a field: how dark it is, and which of it belongs where.
struct FieldInk {
  InkMap map;
  std::vector<Component> cells;
  Component foreign;  // what is printed or written outside, and specks
};

/// A field as it is, and its lines.
struct RuledField {
  const FieldPicture& picture;
  const PrintedLines& lines;

  [[nodiscard]] std::size_t cells() const { return lines.across_px.size() - 1; }
  [[nodiscard]] double slack() const { return kSlack * picture.cell_height_px; }
  [[nodiscard]] bool is_speck(const Box& box) const {
    return std::max(box.width, box.height) < kSpeck * picture.cell_height_px;
  }
  /// Which cell a place is in; cells() outside of all.
  [[nodiscard]] std::size_t cell_at(int x, int y) const {
    const double down = y - lines.slope * x;
    if (down < lines.top_px - slack() || down > lines.bottom_px + slack()) return cells();
    const double across = x + lines.slope * (y - picture.grey.height / 2.0);
    if (across < lines.across_px.front() - slack() || across > lines.across_px.back() + slack()) return cells();
    const auto right = std::ranges::upper_bound(lines.across_px, across);
    return static_cast<std::size_t>(
        std::clamp<long>(right - lines.across_px.begin() - 1, 0, static_cast<long>(cells()) - 1));
  }
};

/// Adds a component's pixels to one cell where most of it is in one, else to each pixel's own.
void assign(const Component& component, const RuledField& field, FieldInk& ink) {
  constexpr double kMostly = 0.7;
  const int width = field.picture.grey.width;
  const auto cell_of = [&](int pixel) { return field.cell_at(pixel % width, pixel / width); };
  std::vector<std::size_t> counts(field.cells() + 1);  // the last one: outside
  for (const int pixel : component.pixels) ++counts[cell_of(pixel)];
  const auto most = std::ranges::max_element(counts);
  const bool whole = static_cast<double>(*most) >= kMostly * static_cast<double>(component.pixels.size());
  for (const int pixel : component.pixels) {
    const std::size_t cell = whole ? static_cast<std::size_t>(most - counts.begin()) : cell_of(pixel);
    add_pixel(cell == field.cells() ? ink.foreign : ink.cells[cell], pixel, ink.map.contrast);
  }
}

FieldInk find_field_ink(const RuledField& field) {
  const InkMask mask(field.picture.grey, field.picture.cell_height_px);
  FieldInk ink{{mask.contrast(), mask.threshold(), mask.threshold(), mask.threshold() / 2, 1}, {}, {}};
  ink.cells.resize(field.cells());
  for (const Component& component : find_components(ink.map.contrast, ink.map.threshold)) {
    if (field.is_speck(component.box)) {
      for (const int pixel : component.pixels) add_pixel(ink.foreign, pixel, ink.map.contrast);
    } else {
      assign(component, field, ink);
    }
  }
  return ink;
}

/// A field with a margin, and all of its ink.
Box box_around(const RuledField& field, const Box& ink) {
  const auto& [picture, lines] = field;
  const double rise = lines.slope * picture.grey.width;
  const int left = static_cast<int>(std::min(lines.across_px.front() - field.slack(), ink.x - 2.0));
  const int right = static_cast<int>(std::max(lines.across_px.back() + field.slack(), ink.x + ink.width + 2.0));
  const int top = static_cast<int>(std::min(lines.top_px + std::min(0.0, rise) - field.slack(), ink.y - 2.0));
  const int bottom =
      static_cast<int>(std::max(lines.bottom_px + std::max(0.0, rise) + field.slack(), ink.y + ink.height + 2.0));
  const int x = std::max(0, left);
  const int y = std::max(0, top);
  return {x, y, std::min(right, picture.grey.width) - x, std::min(bottom, picture.grey.height) - y};
}

/// The picture with all foreign ink replaced by paper, as soft as its rims are wide.
Plane without_foreign(const Plane& grey, const FieldInk& ink) {
  constexpr int kRim_px = 2;
  std::vector<bool> kept(grey.values.size());
  for (const Component& cell : ink.cells) {
    for (const int pixel : cell.pixels) kept[static_cast<std::size_t>(pixel)] = true;
  }
  Plane result = grey;
  for (const int pixel : ink.foreign.pixels) {
    const int x = pixel % grey.width;
    const int y = pixel / grey.width;
    for (int v = std::max(0, y - kRim_px); v <= std::min(grey.height - 1, y + kRim_px); ++v) {
      for (int u = std::max(0, x - kRim_px); u <= std::min(grey.width - 1, x + kRim_px); ++u) {
        if (kept[grey.index(u, v)]) continue;
        // Paper is what the grey level would be without its contrast.
        result.at(u, v) = grey.at(u, v) / std::max(0.2f, 1 - std::max(0.0f, ink.map.contrast.at(u, v)));
      }
    }
  }
  return result;
}

}  // namespace

std::vector<std::optional<Image>> digits_in_cells(const FieldPicture& picture, const PrintedLines& lines) {
  const RuledField field{picture, lines};
  const FieldInk ink = find_field_ink(field);
  std::vector<std::optional<Image>> digits;
  for (const Component& cell : ink.cells) {
    const Component* const digit = &cell;
    const std::span components(&digit, 1);
    digits.push_back(field.is_speck(cell.box) ? std::nullopt
                                              : std::optional(normalize_components(
                                                    ink.map, components, full_strength(ink.map, components))));
  }
  return digits;
}

std::optional<Image> writing_inside(const FieldPicture& picture, const PrintedLines& lines) {
  const RuledField field{picture, lines};
  const FieldInk ink = find_field_ink(field);
  const Box box = ink.cells.front().box;
  if (field.is_speck(box)) return std::nullopt;
  return to_image(crop(without_foreign(picture.grey, ink), box_around(field, box)));
}

}  // namespace digitnet
