#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace digitnet::cli {

/// Adds `--min-confidence C` to `command`; the number goes to `confidence`, which holds the default. `below` says what
/// happens with less than it.
void add_min_confidence_option(CLI::App& command, float& confidence, const std::string& below);

/// Throws ArgumentError that begins with the option when it is not 0 to 1.
void check_min_confidence(float confidence);

}  // namespace digitnet::cli
