#pragma once

#include <array>
#include <string>

#include "digitnet/evaluate.hpp"

namespace digitnet::cli {

/// The shares of the answers, the least sure, whose refusal evaluations show.
inline constexpr std::array<int, 3> kRefusedPercents{1, 5, 9};

/// Accuracy, loss, calibration, what refusing brings, a table of the classes and the confusion matrix, as lines for a
/// terminal.
[[nodiscard]] std::string evaluation_table(const Evaluation& evaluation);

}  // namespace digitnet::cli
