#pragma once

#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api`: pictures recognised one by one, in batches and while they are drawn, the model, and the
/// document that describes it all. `recognizer` must outlive the routes.
void add_api_routes(Routes& routes, Recognizer& recognizer);

}  // namespace digitnet::serve
