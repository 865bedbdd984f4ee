#pragma once

#include <filesystem>
#include <string>

#include "digitnet/model.hpp"
#include "digitnet/trainer.hpp"

namespace digitnet {

/// A training run on disk: enough to go on with the same bits.
struct Checkpoint {
  Model model;
  TrainerState state;
  std::string options;  ///< a JSON object of whoever saved it, given back as it was
};

/// Writes `DIR/checkpoint.safetensors` (to a temporary name, then renamed), making the folder when it is not there.
///
/// Throws NumericError, naming the tensor, when a number in the model or the run is not finite or a variance below 0,
/// and FileError when the file would be larger than load_checkpoint() accepts (8 GiB) or cannot be written; an earlier
/// checkpoint is then as it was.
void save_checkpoint(const Model& model, const TrainerState& state, const std::string& options,
                     const std::filesystem::path& directory);

/// Throws FileError when there is none, FormatError when its bytes are not a whole checkpoint.
[[nodiscard]] Checkpoint load_checkpoint(const std::filesystem::path& directory);

}  // namespace digitnet
