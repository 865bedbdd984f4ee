#pragma once

#include <optional>
#include <span>

#include "digitnet/dataset.hpp"
#include "image/plane.hpp"
#include "synthesis/glyphs.hpp"
#include "tensor/random.hpp"

namespace digitnet {

/// Throws ShapeError unless images are 28x28x1, ArgumentError when there are none.
void check_images(const Dataset& images);

/// The same of digits, whose labels are below 10, or ShapeError.
void check_digits(const Dataset& digits);

/// The box around a plane's ink; nothing when there is none.
[[nodiscard]] std::optional<Box> ink_box(const Plane& plane);

/// The plane cut close around its ink; nothing when there is none.
[[nodiscard]] std::optional<Plane> trim(const Plane& plane);

[[nodiscard]] const Glyph& pick(std::span<const Glyph> glyphs, RandomStream& random);

/// The index of one of `digits`.
[[nodiscard]] int random_image(const Dataset& digits, RandomStream& random);

/// Image `image` of `digits`, from 0 to 1.
[[nodiscard]] Plane digit_plane(const Dataset& digits, int image);

/// A trimmed mark `scale` times as large, and large enough to be seen.
[[nodiscard]] Plane scale_mark(const Plane& mark, double scale);

/// The margin that with_another_pen() leaves around ink at `scale` pixels for each of MNIST's.
[[nodiscard]] int pen_margin(double scale);

/// Ink as another pen and another scanner would have it: bolder or finer, sharper or softer.
[[nodiscard]] Plane with_another_pen(const Plane& ink, double scale, RandomStream& random);

}  // namespace digitnet
