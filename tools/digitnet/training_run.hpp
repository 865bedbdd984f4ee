#pragma once

#include <set>
#include <string>

#include "train_settings.hpp"
#include "training_observer.hpp"

namespace digitnet::cli {

/// What the command line of `digitnet train` says.
struct TrainArguments {
  TrainSettings settings;
  std::string recipe;           ///< whose settings count where they are not given; empty: none
  std::set<std::string> given;  ///< the options of `settings` that were there, without dashes
  TrainFiles files;
  bool resume = false;
  bool json = false;  ///< lines of JSON on standard output, for programs
  int threads = 0;
};

/// Trains and returns the exit code: kNo when the user stopped it. Throws Error.
[[nodiscard]] int run_training(TrainArguments arguments);

}  // namespace digitnet::cli
