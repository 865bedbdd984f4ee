#pragma once

#include <optional>
#include <string>

#include "digitnet/evaluate.hpp"
#include "digitnet/model_file.hpp"
#include "readers.hpp"

namespace digitnet::serve {

/// The models that the server reads with, and what is known of them.
struct ServedModel {
  cli::ReadingModels models;
  std::string version;    ///< the first 12 hexadecimal digits of `sha256`
  std::string sha256;     ///< of the digit model's file
  TrainingRecord record;  ///< of the digit model
};

}  // namespace digitnet::serve
