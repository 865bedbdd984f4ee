#include "megabytes.hpp"

#include <fmt/format.h>

namespace digitnet::serve {

std::string megabytes(std::int64_t bytes) {
  return fmt::format("{:.1f}", static_cast<double>(bytes) / 1e6);
}

}  // namespace digitnet::serve
