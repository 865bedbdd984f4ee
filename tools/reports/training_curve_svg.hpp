#pragma once

#include <string>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// An SVG picture, 860x352, of loss and accuracy over the epochs, training and validation; readable on white and on
/// black, since it paints no background.
[[nodiscard]] std::string training_curve_svg(const History& history);

}  // namespace digitnet::cli
