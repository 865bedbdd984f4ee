#pragma once

#include "account_frame.hpp"
#include "maintenance.hpp"

namespace digitnet::serve {

/// Adds `/admin` and all below, for administrators. What they refer to outlives the routes.
void add_admin_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AccountFrame& frame);

}  // namespace digitnet::serve
