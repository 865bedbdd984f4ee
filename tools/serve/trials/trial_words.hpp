#pragma once

#include <string>
#include <vector>

#include "paired_comparison.hpp"
#include "trial.hpp"

namespace digitnet::serve {

/// `97.50 %`, and `91.4 – 99.3 %`: where that lies with 95 % certainty.
[[nodiscard]] std::string share_text(const ShareRight& share);
[[nodiscard]] std::string interval_text(const ShareRight& share);

/// What is to be said of a trial beside its figures, a sentence or two each: that digits are not fresh, or too few to
/// judge probabilities by.
[[nodiscard]] std::vector<std::string> remarks_on(const Trial& trial);

/// Whether one model reads the same digits better than the other, or chance explains it, and how many did not count.
[[nodiscard]] std::string verdict_on(const Trial& first, const Trial& second, const PairedComparison& comparison);

}  // namespace digitnet::serve
