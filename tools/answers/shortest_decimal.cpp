#include "shortest_decimal.hpp"

#include <fmt/format.h>

#include <string>

namespace digitnet::cli {

double shortest_decimal(float value) {
  return std::stod(fmt::format("{}", value));
}

}  // namespace digitnet::cli
