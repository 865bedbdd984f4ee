#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "digitnet/precision.hpp"

namespace digitnet::cli {

/// Adds `--precision fp32|bf16|auto` to `command`; the word goes to `name`, which holds the default.
void add_precision_option(CLI::App& command, std::string& name);

/// What the word means. Throws ArgumentError that begins with the option.
[[nodiscard]] Precision parse_precision(const std::string& name);

/// Says so on standard error when bf16 is asked for and the processor has no instructions for it.
void report_missing_bf16(Precision wanted);

}  // namespace digitnet::cli
