#pragma once

#include <array>
#include <cstddef>

namespace digitnet {

/// What speaks against taking pieces of ink for one digit, beside what the network sees. Lengths are parts of the
/// height of a usual digit in the line.
struct SegmentForm {
  float digits = 1;   ///< every digit costs something, or two halves would be as good as a whole
  float cut = 0;      ///< 1 when it begins at a cut through ink
  float crossed = 0;  ///< how many strokes' width of ink that cut crosses
  float overlap = 0;  ///< how far it reaches over what is before it
  float gap = 0;      ///< free space between its parts
  float low = 0;      ///< how much lower it is than most digits
  float wide = 0;     ///< how much wider it is than most digits
  float wide_squared = 0;
};

/// The negative logarithm of how likely such a form is.
[[nodiscard]] float form_cost(const SegmentForm& form);

/// The same of leaving out a piece of ink of that size.
[[nodiscard]] float skip_cost(float size);

}  // namespace digitnet
