#pragma once

#include <functional>

#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// `POST /api/v1/recognize`: one picture, as the body or as the file `image` of a form. `recognizer`
/// must outlive the route.
[[nodiscard]] Route recognize_route(Recognizer& recognizer);

/// Calls `answer`, which may throw what is wrong with the request as UnfitRequest, ArgumentError or FormatError: it is
/// then answered with that problem.
void answer_or_refuse(const Request& request, const Respond& respond, const std::function<void()>& answer);

}  // namespace digitnet::serve
