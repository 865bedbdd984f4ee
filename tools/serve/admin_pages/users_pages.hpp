#pragma once

#include "admin_frame.hpp"

namespace digitnet::serve {

/// Adds `/admin/users`, where users are searched, and `/admin/users/{id}`, where an administrator sees how much one
/// keeps, and does what is done to accounts. What they refer to outlives the routes.
void add_users_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame);

}  // namespace digitnet::serve
