#include "model_options.hpp"

#include <CLI/CLI.hpp>

namespace digitnet::cli {

void add_model_options(CLI::App& command, std::string& model, std::string& line_model) {
  command.add_option("--model", model, "A model file, or shipped for the one built in")->capture_default_str();
  command
      .add_option("--line-model", line_model,
                  "A second model that looks for digits along lines, where they touch: a file, shipped or none; as a "
                  "rule shipped beside the shipped model, else none")
      ->type_name("FILE");
}

}  // namespace digitnet::cli
