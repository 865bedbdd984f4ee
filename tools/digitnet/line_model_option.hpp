#pragma once

#include <string>

namespace CLI {
class App;
}

namespace digitnet::cli {

/// Adds --line-model.
void add_line_model_option(CLI::App& command, std::string& line_model);

}  // namespace digitnet::cli
