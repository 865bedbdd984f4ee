#pragma once

#include <nlohmann/json_fwd.hpp>

#include "trials.hpp"

namespace digitnet::serve {

/// The figures of a trial.
[[nodiscard]] nlohmann::ordered_json trial_json(const Trial& trial);

/// A trial with its evaluation, what was read in each digit, and the other readings of the same digits.
[[nodiscard]] nlohmann::ordered_json trial_view_json(const TrialView& view);

}  // namespace digitnet::serve
