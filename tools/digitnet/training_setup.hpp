#pragma once

#include "digitnet/model.hpp"
#include "digitnet/trainer.hpp"
#include "train_settings.hpp"

namespace digitnet::cli {

/// Puts defaults that depend on other settings in their places, then checks every one.
///
/// Throws ArgumentError that begins with the option: `--epochs: 0, expected 1 or more`.
void complete_and_check(TrainSettings& settings);

/// The settings for the trainer; no callbacks. `settings` are complete and checked.
[[nodiscard]] TrainOptions train_options(const TrainSettings& settings, int threads);

/// A new model of settings.arch, a name, a JSON file or kInitArchitecture, with weights from settings.seed or
/// settings.init.
///
/// Throws Error, such as when the model to start from has another architecture.
[[nodiscard]] Model make_model(const TrainSettings& settings);

}  // namespace digitnet::cli
