#pragma once

#include <span>

#include "digitnet/image.hpp"
#include "image/ink.hpp"
#include "image/plane.hpp"

namespace digitnet {

/// The side of MNIST's pictures, and of the box inside that the digit fits into.
inline constexpr int kDigitSide_px = 28;
inline constexpr int kDigitBox_px = 20;

/// Ink from 0 to 1 with `scale` pixels for each of its own, strokes thickened where they would end thinner than
/// MNIST's.
[[nodiscard]] Plane scale_strokes(const Plane& ink, float scale);

/// Ink from 0 to 1, cut close around it, in MNIST's form: strokes thickened where they would end thinner than MNIST's,
/// fitted into 20x20, centre of mass in the middle of 28x28. `ink` must hold some.
[[nodiscard]] Image normalize_ink(const Plane& ink);

/// Components of a map, taken for one digit, in that form: what the network sees, whether of a picture of one digit, a
/// line of digits or a cell of a form. `full` is the contrast of full ink (full_strength), above the map's ground.
[[nodiscard]] Image normalize_components(const InkMap& map, std::span<const Component* const> components, float full);

/// Whether the digit in a picture is already fitted and centred as MNIST's are, so that doing it again could only blur
/// it.
[[nodiscard]] bool is_normalized(const Image& picture);

/// Whether a picture is 28x28 with light ink on a black ground, as a picture of MNIST is.
[[nodiscard]] bool is_light_on_black_28(const Image& picture);

}  // namespace digitnet
