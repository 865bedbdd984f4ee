#include "layers/checks.hpp"

#include <fmt/format.h>

#include <cmath>

#include "digitnet/error.hpp"

namespace digitnet {

void check_range(const char* field, int value, int first, int last) {
  if (value < first || value > last)
    throw ArgumentError(fmt::format("{} must be from {} to {}: found {}", field, first, last, value));
}

void check_image(const char* layer, const Shape& in) {
  if (in.rank() != 3)
    throw ShapeError(fmt::format("{} takes an image, height x width x channels: found {}", layer, in.to_string()));
}

void check_window(const char* field, int window, const Shape& in) {
  if (window > in[0] || window > in[1])
    throw ShapeError(fmt::format("{} {} does not fit into {}x{}", field, window, in[0], in[1]));
}

double initial_limit(Init init, double fan_in, double fan_out) {
  return init == Init::he ? std::sqrt(6.0 / fan_in) : std::sqrt(6.0 / (fan_in + fan_out));
}

}  // namespace digitnet
