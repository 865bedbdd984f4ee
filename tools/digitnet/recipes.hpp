#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "train_settings.hpp"

namespace digitnet::cli {

/// All options of a training run under one name; nothing for another name.
///
/// What the shipped models are trained by (docs/training.md): `best` the one of digits, `lines` the one that looks for
/// them along a line. `fine-tune` has the model of --init learn the hand of a person from some images, and keeps what
/// it knew by images of MNIST.
[[nodiscard]] std::optional<TrainSettings> find_recipe(std::string_view name);

/// The names that find_recipe knows.
[[nodiscard]] std::vector<std::string_view> recipe_names();

}  // namespace digitnet::cli
