#pragma once

#include <string>

namespace CLI {
class App;
}

namespace digitnet::cli {

/// Adds --model and --line-model.
void add_model_options(CLI::App& command, std::string& model, std::string& line_model);

}  // namespace digitnet::cli
