#pragma once

#include <cmath>

#include "image/dark_ink.hpp"

namespace digitnet {

/// Which pixels of a cut-out field hold ink.
class InkMask {
 public:
  InkMask(const Plane& grey, double cell_height_px)
      : ink_(find_dark_ink(grey, static_cast<int>(cell_height_px / 2) + 1, kLeastContrast)) {}

  [[nodiscard]] const Plane& contrast() const { return ink_.contrast; }
  [[nodiscard]] float threshold() const { return ink_.threshold; }

  [[nodiscard]] bool at(int x, int y) const {
    const Plane& contrast = ink_.contrast;
    return x >= 0 && y >= 0 && x < contrast.width && y < contrast.height && contrast.at(x, y) > ink_.threshold;
  }
  /// Whether there is ink at most a pixel above or below, or to the left or right.
  [[nodiscard]] bool near_row(int x, double y) const {
    const int row = static_cast<int>(std::lround(y));
    return at(x, row - 1) || at(x, row) || at(x, row + 1);
  }
  [[nodiscard]] bool near_column(double x, int y) const {
    const int column = static_cast<int>(std::lround(x));
    return at(column - 1, y) || at(column, y) || at(column + 1, y);
  }

 private:
  static constexpr float kLeastContrast = 0.08f;
  DarkInk ink_;
};

}  // namespace digitnet
