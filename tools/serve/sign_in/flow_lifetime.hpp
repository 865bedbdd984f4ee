#pragma once

#include <chrono>

#include "clock.hpp"

namespace digitnet::serve {

/// For a flow from its start to the callback, and for an identity that is kept from there on.
inline constexpr std::chrono::minutes kSignInLifetime{10};

/// Whether what began then still lives. What begins in the future does not: the clock was set back, and nobody knows
/// how old it is. A minute is forgiven, since servers that share a database have clocks of their own.
[[nodiscard]] inline bool is_alive(Time began, Time now) {
  return began - std::chrono::minutes(1) <= now && now < began + kSignInLifetime;
}

}  // namespace digitnet::serve
