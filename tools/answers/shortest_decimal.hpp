#pragma once

namespace digitnet::cli {

/// The double whose shortest decimal is that of `value`: 0.001, not 0.0010000000474974513, as a float cast to double
/// prints.
[[nodiscard]] double shortest_decimal(float value);

}  // namespace digitnet::cli
