#pragma once

#include "digitnet/image.hpp"

namespace digitnet {

/// How the ink of a mark spreads about its middle.
struct Spread {
  double thickness;     ///< the standard deviation across the main axis in parts of that along it, 0 to 1
  double lean_degrees;  ///< how far the main axis is from upright, 0 to 90
};

/// Of light ink on black, of which there must be some.
[[nodiscard]] Spread spread_of(const Image& mark);

}  // namespace digitnet
