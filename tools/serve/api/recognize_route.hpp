#pragma once

#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

inline constexpr std::size_t kMostPicture_bytes = 12'000'000;

/// `POST /api/v1/recognize`: one picture, as the body or as the file `image` of a form. `recognizer` must outlive it.
[[nodiscard]] Route recognize_route(Recognizer& recognizer);

}  // namespace digitnet::serve
