#pragma once

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// `POST /api/v1/recognize/batch`: up to 200 files `image` of a form are answered together; one
/// that is refused has its `error`. `recognizer` must outlive the route.
[[nodiscard]] Route batch_route(Recognizer& recognizer, const ModelChoice& choose);

}  // namespace digitnet::serve
