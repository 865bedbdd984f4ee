#pragma once

#include <string>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// An evaluation as one line of JSON; shares from 0 to 1. `model` and `data` name what was evaluated.
[[nodiscard]] std::string evaluation_json(const Evaluation& evaluation, const std::string& model,
                                          const std::string& data);

}  // namespace digitnet::cli
