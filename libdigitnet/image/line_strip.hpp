#pragma once

#include <optional>
#include <vector>

#include "digitnet/image.hpp"
#include "image/plane.hpp"

namespace digitnet {

/// A line of writing at the size of MNIST's digits, from which windows are cut for a network that looks at one place
/// after the other.
class LineStrip {
 public:
  /// `ink` from 0 to 1, whose digits are `digit_height` pixels high: they become 20 pixels high, and strokes that would
  /// end thinner than MNIST's are thickened.
  LineStrip(const Plane& ink, float digit_height);

  /// Its columns, each a pixel of MNIST's.
  [[nodiscard]] int width() const { return ink_.width; }
  /// Columns for each of `ink`, and rows likewise.
  [[nodiscard]] float scale() const { return scale_; }
  /// 28x28 with column `x` in the middle; up and down the middle is that of the ink within half a digit of `x`. Nothing
  /// where there is none.
  [[nodiscard]] std::optional<Image> window(int x) const;

 private:
  /// The rows of ink in a column: `top` to `bottom`, without the latter.
  struct Rows {
    int top;
    int bottom;
  };
  [[nodiscard]] Rows rows_around(int x) const;

  float scale_;
  Plane ink_;
  std::vector<Rows> rows_;
};

}  // namespace digitnet
