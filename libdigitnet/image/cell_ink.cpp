#include "image/cell_ink.hpp"

#include <algorithm>
#include <cstddef>

#include "image/components.hpp"
#include "image/ink_mask.hpp"
#include "image/normalize.hpp"

namespace digitnet {
namespace {

/// Specks are less wide and less high than this part of a cell's height.
constexpr double kSpeck = 0.16;
/// Strokes of a field begin at most so far outside of its lines, likewise.
constexpr double kSlack = 0.15;

/// Whom a pixel of ink belongs to: a cell, or one of these.
constexpr int kNobody = -1;
constexpr int kForeign = -2;  // what is printed or written outside, and specks

/// Which cell a place is in; kForeign outside of all.
int cell_at(const PrintedLines& lines, const FieldPicture& picture, int x, int y) {
  const double slack = kSlack * picture.cell_height_px;
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

/// The ink of a field, and whose it is.
class OwnedInk {
 public:
  OwnedInk(const FieldPicture& picture, const PrintedLines& lines)
      : picture_(picture),
        mask_(picture.grey, picture.cell_height_px),
        speck_px_(kSpeck * picture.cell_height_px),
        owners_(picture.grey.values.size(), kNobody) {
    for (const Component& component : find_components(mask_.contrast(), mask_.threshold())) {
      if (is_speck(component.box)) {
        for (const int pixel : component.pixels) owners_[static_cast<std::size_t>(pixel)] = kForeign;
      } else {
        assign(component, lines, picture, owners_);
      }
    }
  }

  [[nodiscard]] bool is_speck(const Box& box) const { return std::max(box.width, box.height) < speck_px_; }
  [[nodiscard]] int owner(int x, int y) const { return owners_[picture_.grey.index(x, y)]; }
  [[nodiscard]] float contrast(int x, int y) const { return mask_.contrast().at(x, y); }

  /// Around an owner's pixels.
  [[nodiscard]] Box box_of(int owner) const {
    Box box{picture_.grey.width, picture_.grey.height, 0, 0};  // width and height: the ends, so far
    for (int y = 0; y < picture_.grey.height; ++y) {
      for (int x = 0; x < picture_.grey.width; ++x) {
        if (this->owner(x, y) != owner) continue;
        box = {std::min(box.x, x), std::min(box.y, y), std::max(box.width, x + 1), std::max(box.height, y + 1)};
      }
    }
    return {box.x, box.y, box.width - box.x, box.height - box.y};
  }

  /// An owner's ink in `box`: 0 to 1, full where most of its strokes are as dark.
  [[nodiscard]] Plane strength(int owner, const Box& box) const {
    std::vector<float> contrasts;
    for (int y = box.y; y < box.y + box.height; ++y) {
      for (int x = box.x; x < box.x + box.width; ++x) {
        if (this->owner(x, y) == owner) contrasts.push_back(contrast(x, y));
      }
    }
    const float full = quantile(std::move(contrasts), 0.7);
    const float none = mask_.threshold() / 2;
    Plane strength(box.width, box.height);
    for (int y = 0; y < box.height; ++y) {
      for (int x = 0; x < box.width; ++x) {
        if (this->owner(box.x + x, box.y + y) != owner) continue;
        strength.at(x, y) = std::clamp((contrast(box.x + x, box.y + y) - none) / (full - none), 0.0f, 1.0f);
      }
    }
    return strength;
  }

 private:
  const FieldPicture& picture_;
  InkMask mask_;
  double speck_px_;
  std::vector<int> owners_;
};

/// A field with a margin, and all of its ink.
Box box_around(const FieldPicture& picture, const PrintedLines& lines, const Box& ink) {
  const double slack = kSlack * picture.cell_height_px;
  const double rise = lines.slope * picture.grey.width;
  const int left = static_cast<int>(std::min(lines.across_px.front() - slack, ink.x - 2.0));
  const int right = static_cast<int>(std::max(lines.across_px.back() + slack, ink.x + ink.width + 2.0));
  const int top = static_cast<int>(std::min(lines.top_px + std::min(0.0, rise) - slack, ink.y - 2.0));
  const int bottom =
      static_cast<int>(std::max(lines.bottom_px + std::max(0.0, rise) + slack, ink.y + ink.height + 2.0));
  const int x = std::max(0, left);
  const int y = std::max(0, top);
  return {x, y, std::min(right, picture.grey.width) - x, std::min(bottom, picture.grey.height) - y};
}

/// The picture with all ink but the owner's replaced by paper, as soft as its rims are wide.
Plane isolate(const FieldPicture& picture, const OwnedInk& ink, int owner) {
  constexpr int kRim_px = 2;
  Plane result = picture.grey;
  const auto is_foreign = [&](int x, int y) {
    if (x < 0 || y < 0 || x >= result.width || y >= result.height) return false;
    const int here = ink.owner(x, y);
    return here != kNobody && here != owner;
  };
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      if (ink.owner(x, y) == owner) continue;
      bool foreign = false;
      for (int dy = -kRim_px; dy <= kRim_px && !foreign; ++dy) {
        for (int dx = -kRim_px; dx <= kRim_px && !foreign; ++dx) foreign = is_foreign(x + dx, y + dy);
      }
      // Paper is what the grey level would be without its contrast.
      if (foreign) result.at(x, y) /= std::max(0.2f, 1 - std::max(0.0f, ink.contrast(x, y)));
    }
  }
  return result;
}

}  // namespace

std::vector<std::optional<Image>> digits_in_cells(const FieldPicture& picture, const PrintedLines& lines) {
  const OwnedInk ink(picture, lines);
  std::vector<std::optional<Image>> digits(lines.across_px.size() - 1);
  for (std::size_t cell = 0; cell < digits.size(); ++cell) {
    const int owner = static_cast<int>(cell);
    const Box box = ink.box_of(owner);
    if (!ink.is_speck(box)) digits[cell] = normalize_ink(ink.strength(owner, box));
  }
  return digits;
}

std::optional<Image> writing_inside(const FieldPicture& picture, const PrintedLines& lines) {
  const OwnedInk ink(picture, lines);
  const Box box = ink.box_of(0);
  if (ink.is_speck(box)) return std::nullopt;
  return to_image(crop(isolate(picture, ink, 0), box_around(picture, lines, box)));
}

}  // namespace digitnet
