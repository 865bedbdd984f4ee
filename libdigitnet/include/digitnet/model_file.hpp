#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "digitnet/architectures.hpp"
#include "digitnet/model.hpp"
#include "digitnet/trainer.hpp"

namespace digitnet {

/// How a model came to be: kept in its file, shown by `digitnet summary` and in reports.
struct TrainingRecord {
  std::string options;  ///< a JSON object: data, optimiser, schedule, seed ... as the trainer of the model wrote it
  History history;
  friend bool operator==(const TrainingRecord&, const TrainingRecord&) = default;
};

/// A model with its record.
struct ModelFile {
  Model model;
  TrainingRecord record;
};

/// Writes `model` as safetensors (docs/formats/model.md) to a temporary name beside `path`, then renames it.
///
/// Throws NumericError, naming the tensor, when a number in the model is not finite or a variance below 0, and
/// FileError when the file would be larger than load_model() accepts (2 GiB) or cannot be written; a file that was at
/// `path` is then as it was.
void save(const Model& model, const std::filesystem::path& path, const TrainingRecord& record = {});

/// Reads a model. Throws FileError when it cannot be read, FormatError when its bytes are not a whole digitnet model
/// of a known version.
[[nodiscard]] Model load_model(const std::filesystem::path& path);
[[nodiscard]] ModelFile load_model_file(const std::filesystem::path& path);
/// Parses a model in memory; `name` stands for it in errors.
[[nodiscard]] ModelFile parse_model(std::span<const std::uint8_t> bytes, const std::string& name);

/// An architecture as JSON: `{"input":[28,28,1],"layers":[{"type":"conv","filters":32,...},...]}`.
[[nodiscard]] std::string to_json(const Architecture& architecture);
/// Throws FormatError, naming the place, when it is none.
[[nodiscard]] Architecture parse_architecture(const std::string& json, const std::string& name);
[[nodiscard]] Architecture load_architecture(const std::filesystem::path& path);

}  // namespace digitnet
