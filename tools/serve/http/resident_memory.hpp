#pragma once

#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace digitnet::serve {

/// The memory that this process has.
[[nodiscard]] inline std::int64_t resident_bytes() {
  std::int64_t pages_of_all = 0;
  std::int64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages_of_all >> pages;
  return pages * sysconf(_SC_PAGESIZE);
}

}  // namespace digitnet::serve
