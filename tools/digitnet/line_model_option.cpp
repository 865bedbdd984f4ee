#include "line_model_option.hpp"

#include <CLI/CLI.hpp>

namespace digitnet::cli {

void add_line_model_option(CLI::App& command, std::string& line_model) {
  command
      .add_option("--line-model", line_model,
                  "A second model that looks for digits along lines, where they touch: a file, shipped or none; as a "
                  "rule shipped beside the shipped model, else none")
      ->type_name("FILE");
}

}  // namespace digitnet::cli
