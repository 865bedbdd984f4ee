#pragma once

#include "admin_frame.hpp"

namespace digitnet::serve {

/// Adds `/admin`, where an administrator sees how the server stands, and has it backed up. What they refer to outlives
/// the routes.
void add_overview_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame);

}  // namespace digitnet::serve
