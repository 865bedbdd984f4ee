#pragma once

#include <vector>

#include "sample.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// What a model says of digits, each 28x28 as the network sees it.
[[nodiscard]] std::vector<Opinion> judge_digits(const ServedModel& model, const std::vector<Image>& seen);

}  // namespace digitnet::serve
