#pragma once

#include <string>

#include "train_settings.hpp"

namespace digitnet::cli {

/// A JSON object with every setting under the name of its option.
[[nodiscard]] std::string to_json(const TrainSettings& settings);
/// Throws FormatError naming `name` when it is no such JSON.
[[nodiscard]] TrainSettings parse_settings(const std::string& json, const std::string& name);

}  // namespace digitnet::cli
