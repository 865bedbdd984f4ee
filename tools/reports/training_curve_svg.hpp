#pragma once

#include <string>
#include <vector>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// An SVG picture, 860x352, of loss and accuracy over the epochs, training and validation; readable on white and on
/// black, since it paints no background.
[[nodiscard]] std::string training_curve_svg(const History& history);

/// Loss and accuracy as pictures of their own, each with its legend, which a page can set one above the other.
/// `history` has an epoch at least.
[[nodiscard]] std::vector<std::string> training_panels_svg(const History& history);

}  // namespace digitnet::cli
