#pragma once

#include <string>
#include <string_view>

#include "gate.hpp"
#include "jobs.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api/v1/trainings`, `/api/v1/versions` and `/api/v1/used-version`, for the scope `train`. What
/// they refer to outlives the routes.
void add_trainings_routes(Routes& routes, Gate& gate, Jobs& jobs);

/// Queues a training of the visitor's that begins with `own`, the version that they read with, or `served`, and gives
/// back its id. Throws AccountError (invalid) for another word, and as Training::start().
std::string start_training(Jobs& jobs, const Visit& visit, std::string_view from);

/// A version's model file to its owner.
[[nodiscard]] Response version_file(OwnVersions& versions, const Visit& visit);

}  // namespace digitnet::serve
