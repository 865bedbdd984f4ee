#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model_source.hpp"
#include "optional_value.hpp"

namespace digitnet::cli {

/// What `digitnet predict` was asked for.
struct PredictArguments {
  std::vector<std::string> images;
  std::string model = kShippedModel;
  std::string line_model;  ///< empty: load_reading_models() decides
  int top = 1;
  std::optional<int> digits;  ///< of each line
  std::string pattern;
  std::optional<int> lines;     ///< absent: unknown
  float min_confidence = 0.5f;  ///< more likely wrong than right below
  std::string precision = "fp32";
  bool json = false;
  std::string csv;  ///< a file's name, or kCsvToOutput
  bool recursive = false;
  std::string debug_image;
};

[[nodiscard]] inline bool into_table(const PredictArguments& arguments) {
  return !arguments.csv.empty() && arguments.csv != kCsvToOutput;
}

}  // namespace digitnet::cli
