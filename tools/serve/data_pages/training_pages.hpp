#pragma once

#include "account_frame.hpp"
#include "jobs.hpp"

namespace digitnet::serve {

/// Adds `/training`, where a user begins a training, follows and cancels it, and `/training/{id}/events`, by which the
/// page's script follows it. What they refer to outlives the routes.
void add_training_pages(Routes& routes, Gate& gate, Jobs& jobs, const AccountFrame& frame);

}  // namespace digitnet::serve
