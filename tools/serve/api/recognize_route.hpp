#pragma once

#include <functional>

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// `POST /api/v1/recognize`: one picture, as the body or as the file `image` of a form. `recognizer`
/// must outlive the route.
[[nodiscard]] Route recognize_route(Recognizer& recognizer, const ModelChoice& choose);

/// Calls `answer` with the model that is to read for the request, or answers why none does. The request lives as long
/// as `answer`.
void with_chosen_model(const ModelChoice& choose, const Request& request, const Respond& respond,
                       const std::function<void(std::shared_ptr<const ServedModel>)>& answer);

/// Calls `answer`, which may throw what is wrong with the request as UnfitRequest, ArgumentError or FormatError: it is
/// then answered with that problem.
void answer_or_refuse(const Request& request, const Respond& respond, const std::function<void()>& answer);

}  // namespace digitnet::serve
