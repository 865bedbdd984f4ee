#pragma once

#include "digitnet/dataset.hpp"

namespace digitnet::cli {

/// The pictures of data/nondigits, which are inside the command, as normalize_digit makes them: 28x28x1, all of class
/// kNonDigit of 11.
[[nodiscard]] Dataset load_real_non_digits();

}  // namespace digitnet::cli
