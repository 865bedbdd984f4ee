#pragma once

#include <optional>
#include <string>

#include "digitnet/model_file.hpp"

namespace digitnet::cli {

/// The word that names the model inside the command; a file of that name is reached as `./shipped`.
inline constexpr const char* kShippedModel = "shipped";

/// Loads the model file `name`, or the shipped model for kShippedModel. Throws Error, one line that begins with `name`.
[[nodiscard]] ModelFile load_model_source(const std::string& name);

/// The shipped model that looks for digits along lines; nothing when this build holds none.
[[nodiscard]] std::optional<Model> load_shipped_line_model();

}  // namespace digitnet::cli
