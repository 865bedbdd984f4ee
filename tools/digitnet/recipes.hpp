#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "train_settings.hpp"

namespace digitnet::cli {

/// All options of a training run under one name; nothing for another name.
///
/// `best`: what the shipped model is trained by (docs/training.md).
[[nodiscard]] std::optional<TrainSettings> find_recipe(std::string_view name);

/// The names that find_recipe knows.
[[nodiscard]] std::vector<std::string_view> recipe_names();

}  // namespace digitnet::cli
