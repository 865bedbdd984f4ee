#include "confidence_option.hpp"

#include <fmt/format.h>

#include "digitnet/error.hpp"

namespace digitnet::cli {

void add_min_confidence_option(CLI::App& command, float& confidence, const std::string& below) {
  command.add_option("--min-confidence", confidence, "With less than this, 0 to 1, " + below)
      ->type_name("C")
      ->capture_default_str();
}

void check_min_confidence(float confidence) {
  if (!(confidence >= 0 && confidence <= 1)) {
    throw ArgumentError(fmt::format("--min-confidence: {}, expected 0 to 1", confidence));
  }
}

}  // namespace digitnet::cli
