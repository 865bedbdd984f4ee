#pragma once

#include "account_frame.hpp"
#include "jobs.hpp"
#include "trials.hpp"

namespace digitnet::serve {

/// Adds `/tests`, where a user tests with fresh digits and sees the tests so far, `/tests/{id}`, one of them, and
/// `/tests/{id}/with/{other}`, two models on the same digits. What they refer to outlives the routes.
void add_tests_pages(Routes& routes, Gate& gate, Trials& trials, Jobs& jobs, const AccountFrame& frame);

}  // namespace digitnet::serve
