#pragma once

#include <chrono>
#include <functional>

namespace digitnet::serve {

/// When something happened; in the database as whole milliseconds since 1970 in UTC.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;

/// Tells what time it is; tests set their own.
using Clock = std::function<Time()>;

[[nodiscard]] inline Time system_time() {
  return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace digitnet::serve
