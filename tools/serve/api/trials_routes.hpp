#pragma once

#include "gate.hpp"
#include "trials.hpp"

namespace digitnet::serve {

/// Adds what lies under `/api/v1/tests`, for the scope `data`. What they refer to outlives the routes.
void add_trials_routes(Routes& routes, Gate& gate, Trials& trials);

/// The digits, label, name and model of a form; as sample_form().
[[nodiscard]] TrialForm trial_form(const Visit& visit, std::string& drawing);

/// These to their owner: a test as a page and as CSV, to be saved; a picture as a file that a browser shows but never
/// runs.
[[nodiscard]] Response trial_report(Trials& trials, const Visit& visit);
[[nodiscard]] Response trial_answers(Trials& trials, const Visit& visit);
[[nodiscard]] Response trial_picture(Trials& trials, const Visit& visit);

}  // namespace digitnet::serve
