#pragma once

#include <set>
#include <string>

#include "train_settings.hpp"

namespace digitnet::cli {

/// `base` with the `given` options of `now` (their names without dashes; what is no setting does not count).
[[nodiscard]] TrainSettings with_given_settings(const TrainSettings& base, const TrainSettings& now,
                                                std::set<std::string> given);

/// The settings of a run that is taken up again: those of its checkpoint, `stored`. Of those `given` anew (as the
/// names of their options without dashes), only the number of epochs may differ, and that only where the schedule
/// does not depend on it.
///
/// Throws ArgumentError naming the option and both values.
[[nodiscard]] TrainSettings resume_settings(const TrainSettings& stored, const TrainSettings& now,
                                            const std::set<std::string>& given);

}  // namespace digitnet::cli
