#pragma once

#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "train_settings.hpp"

namespace digitnet::cli {

/// What a run learns from and is validated on.
struct RunData {
  Dataset train;
  Dataset validation;
};

/// All images of a run: what `settings` name, made to fit `model`, with what is drawn or mixed in.
///
/// Tells on standard error what is left out. Throws Error.
[[nodiscard]] RunData load_run_data(const TrainSettings& settings, const Model& model);

}  // namespace digitnet::cli
