#pragma once

#include <utility>
#include <vector>

#include "page_template.hpp"
#include "tests_page.hpp"
#include "trials.hpp"

namespace digitnet::serve {

/// For templates/test.mustache: a trial, and the models that may read the same digits.
[[nodiscard]] PageData trial_data(const TrialView& view, const std::vector<ModelOption>& models);

/// For templates/test_comparison.mustache: two readings of the same digits, side by side.
[[nodiscard]] PageData trial_comparison_data(const TrialResult& first, const TrialResult& second);

}  // namespace digitnet::serve
