#pragma once

#include <string>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// An evaluation as one line of JSON; shares from 0 to 1. `model` and `data` name what was evaluated.
[[nodiscard]] std::string evaluation_json(const Evaluation& evaluation, const std::string& model,
                                          const std::string& data);

/// Reads what evaluation_json() wrote; `name` stands for it in errors. Throws FormatError when it is none.
[[nodiscard]] Evaluation parse_evaluation(const std::string& json, const std::string& name);

}  // namespace digitnet::cli
