#pragma once

#include <string>
#include <vector>

#include "trial.hpp"

namespace digitnet::serve {

/// A row for each digit, as CSV (RFC 4180): what it is, what it was read as, how sure the model was, and the
/// probability of each digit. A name that a spreadsheet would run as a formula has an apostrophe before it.
[[nodiscard]] std::string trial_csv(const TrialResult& result);

/// A page that needs nothing else, as `digitnet evaluate --report` writes it.
[[nodiscard]] std::string trial_html(const TrialResult& result);

/// The figures of trials, as JSON.
[[nodiscard]] std::string trials_json(const std::vector<Trial>& trials);

/// Where a digit's picture lies in an export: `tests/3/7/12.png`, the 12th digit, a 7, of what was tested with in test
/// 3 first.
[[nodiscard]] std::string export_name(const Trial& first, const FreshDigit& digit);

}  // namespace digitnet::serve
