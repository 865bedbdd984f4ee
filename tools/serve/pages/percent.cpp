#include "percent.hpp"

#include <fmt/format.h>

#include <cmath>

namespace digitnet::serve {

std::string percent(double share) {
  return fmt::format("{:.1f} %", std::floor(share * 1000 + 1e-6) / 10);
}

}  // namespace digitnet::serve
