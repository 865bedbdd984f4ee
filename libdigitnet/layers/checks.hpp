#pragma once

#include "digitnet/layers.hpp"
#include "digitnet/shape.hpp"

// What the layers' constructors of shape ask of their fields and inputs.
namespace digitnet {

/// Throws ArgumentError naming `field` unless first <= value <= last.
void check_range(const char* field, int value, int first, int last);
/// Throws ShapeError unless `in` is `{height, width, channels}`.
void check_image(const char* layer, const Shape& in);
/// Throws ShapeError unless a square of `window` fits into the image `in`.
void check_window(const char* field, int window, const Shape& in);
/// The bound of a layer's uniform starting weights.
[[nodiscard]] double initial_limit(Init init, double fan_in, double fan_out);

}  // namespace digitnet
