#pragma once

#include <string>

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// What is known of a model, for programs: version, sum, architecture, how it was trained and how good it is.
[[nodiscard]] std::string model_json(const ServedModel& model);

/// `GET /api/v1/model`: the model that reads the pictures of who asks. `recognizer` must outlive it.
[[nodiscard]] Route model_route(const Recognizer& recognizer, const ModelChoice& choose);

}  // namespace digitnet::serve
