#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace digitnet::cli {

/// What is wrong with a command line: one line that names the option or word.
[[nodiscard]] std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error);

}  // namespace digitnet::cli
