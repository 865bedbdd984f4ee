#pragma once

#include "account_frame.hpp"
#include "jobs.hpp"

namespace digitnet::serve {

/// Adds `/versions`, where a user sees what their trainings brought, before and after, and chooses which model to read
/// with, and `/versions/{id}`, with curves and a note. What they refer to outlives the routes.
void add_versions_pages(Routes& routes, Gate& gate, Jobs& jobs, const AccountFrame& frame);

}  // namespace digitnet::serve
