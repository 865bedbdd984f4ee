#pragma once

#include <initializer_list>
#include <string>

#include "digitnet/dataset.hpp"
#include "train_settings.hpp"

namespace digitnet::cli {

/// What must be the same for a run to go on with the same bits; a checkpoint's `options`.
struct RunIdentity {
  TrainSettings settings;
  std::string data_fingerprint;  ///< of the training and the validation part
  std::string isa;               ///< and, behind it, `in bf16` where training computes in it
};

[[nodiscard]] std::string to_json(const RunIdentity& identity);
/// Throws FormatError naming `name` when it is no such JSON.
[[nodiscard]] RunIdentity parse_identity(const std::string& json, const std::string& name);

/// A hash (Fnv1a) of every pixel and label, of the images' shape and the number of classes, and of where one part ends
/// and the next begins; as hexadecimal.
[[nodiscard]] std::string fingerprint(std::initializer_list<const Dataset*> parts);

}  // namespace digitnet::cli
