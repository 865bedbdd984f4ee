#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "digitnet/evaluate.hpp"
#include "digitnet/model_file.hpp"
#include "model_source.hpp"
#include "readers.hpp"

namespace digitnet::serve {

/// The models that the server reads with, and what is known of them.
struct ServedModel {
  cli::ReadingModels models;
  std::string version;                   ///< the first 12 hexadecimal digits of `sha256`
  std::string sha256;                    ///< of the digit model's file
  TrainingRecord record;                 ///< of the digit model
  std::optional<Evaluation> evaluation;  ///< of the digit model, where there is one
};

/// Which models, as `digitnet predict` takes them.
struct ModelNames {
  std::string digits = cli::kShippedModel;
  std::string lines;       ///< empty: shipped beside the shipped model, else none
  std::string evaluation;  ///< what `digitnet evaluate --json` printed; empty: that of the shipped model, else none
};

/// Throws Error, one line that begins with the name of what cannot be used.
[[nodiscard]] std::shared_ptr<const ServedModel> load_served_model(const ModelNames& names);

/// The model in `bytes`, with the one for lines of `beside` and no evaluation; `name` stands for it in errors.
///
/// Throws FormatError when they are no whole model, hold a number that is not finite, and so on; ShapeError when it is
/// none for a Reader; ArgumentError when it is one for lines.
[[nodiscard]] std::shared_ptr<const ServedModel> parse_served_model(std::span<const std::uint8_t> bytes,
                                                                    const std::string& name, const ServedModel& beside);

}  // namespace digitnet::serve
