#pragma once

#include <string>

#include "digitnet/trainer.hpp"

namespace digitnet::serve {

/// How far a job has come.
struct JobProgress {
  std::string phase;  ///< `preparing`, `training`, `measuring`, `saving`; empty: it has not begun
  int epoch = 0;
  int epochs = 0;
  double share = 0;  ///< of all that is to be done, 0 to 1
  double loss = 0;   ///< of the running epoch so far
  History history;   ///< the epochs that are over
};

/// JSON, in the database and for pages.
[[nodiscard]] std::string to_json(const JobProgress& progress);
/// What is no such JSON is no progress.
[[nodiscard]] JobProgress parse_progress(const std::string& json);

/// The epochs of a training, as JSON; what is no such JSON is no history.
[[nodiscard]] std::string history_json(const History& history);
[[nodiscard]] History parse_history(const std::string& json);

/// One epoch in such JSON, or in a line that `digitnet train --json` prints. Throws nlohmann::json::exception.
[[nodiscard]] EpochRecord epoch_in(const std::string& json);

}  // namespace digitnet::serve
