#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gate.hpp"
#include "samples.hpp"
#include "visit.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api/v1/samples`, for the scope `data`, and `/api/v1/session`, by which scripts of our pages
/// learn who is logged in and what their requests carry as X-CSRF-Token. What they refer to outlives the routes.
void add_samples_routes(Routes& routes, Gate& gate, Samples& samples);

/// The files, label and source of a form. `image` files are pictures or ZIP archives; `drawing` is a picture in base64.
/// Points into the visit's request, and `drawing`, which it fills. Throws AccountError (invalid).
[[nodiscard]] SampleForm sample_form(const Visit& visit, std::string& drawing);

/// A picture that was made here to its owner, as a file that a browser shows but never runs.
[[nodiscard]] Response picture_answer(const std::vector<std::uint8_t>& png);
/// A sample's.
[[nodiscard]] Response sample_picture(Samples& samples, const Visit& visit);

}  // namespace digitnet::serve
