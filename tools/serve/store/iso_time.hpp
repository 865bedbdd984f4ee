#pragma once

#include <string>

#include "clock.hpp"

namespace digitnet::serve {

/// `2026-11-26T09:40:00Z`.
[[nodiscard]] std::string iso_time(Time time);

}  // namespace digitnet::serve
