#pragma once

#include <atomic>

#include "route.hpp"

namespace digitnet::serve {

/// Adds `/livez`, 200 while the program runs, and `/readyz`, 503 once `stops`.
void add_health_routes(Routes& routes, const std::atomic<bool>& stops);

}  // namespace digitnet::serve
