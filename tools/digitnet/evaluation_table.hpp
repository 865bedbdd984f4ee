#pragma once

#include <string>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// Accuracy, loss, a table of the classes and the confusion matrix, as lines for a terminal.
[[nodiscard]] std::string evaluation_table(const Evaluation& evaluation);

}  // namespace digitnet::cli
