#pragma once

#include "admin_frame.hpp"

namespace digitnet::serve {

/// Adds `/admin/models`, where an administrator uploads and takes models and rolls back, and `/admin/models/{id}`,
/// where one is seen beside what is served, tried and promoted. What they refer to outlives the routes.
void add_models_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame);

}  // namespace digitnet::serve
