#pragma once

#include "admin_frame.hpp"

namespace digitnet::serve {

/// Adds `/admin/jobs`, `/admin/audit` and `/admin/mails`: what was and is done, the latest first. What they refer to
/// outlives the routes.
void add_record_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame);

}  // namespace digitnet::serve
