#pragma once

#include "gate.hpp"
#include "jobs.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api/v1/trainings`, `/api/v1/versions` and `/api/v1/used-version`, for the scope `train`. What
/// they refer to outlives the routes.
void add_trainings_routes(Routes& routes, Gate& gate, Jobs& jobs);

/// A version's model file to its owner.
[[nodiscard]] Response version_file(OwnVersions& versions, const Visit& visit);

}  // namespace digitnet::serve
