#pragma once

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api`: pictures recognised one by one, in batches and while they are drawn, the model, and the
/// document that describes it all. `choose` says which model reads; while something is drawn it is the one that is
/// served. `recognizer` must outlive the routes.
void add_api_routes(Routes& routes, Recognizer& recognizer, const ModelChoice& choose = choose_served_model);

}  // namespace digitnet::serve
