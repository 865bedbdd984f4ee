#pragma once

#include <string>

#include "served_model.hpp"

namespace digitnet::serve {

/// What kind of network the digit model is, what it learnt from and what it tells, in sentences, as far as its layers
/// and its record say so.
[[nodiscard]] std::string describe_model(const ServedModel& model);

/// What the curves of its record's history show, in sentences.
[[nodiscard]] std::string describe_history(const ServedModel& model);

}  // namespace digitnet::serve
