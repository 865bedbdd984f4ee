#include "iso_time.hpp"

#include <fmt/chrono.h>

namespace digitnet::serve {

std::string iso_time(Time time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

}  // namespace digitnet::serve
