#pragma once

#include <span>
#include <string>
#include <vector>

#include "digitnet/model.hpp"
#include "formats/safetensors.hpp"

// What model files and checkpoints have in common: a model's arrays as tensors, and metadata that says what it is.
namespace digitnet {

/// The kinds of files, as their metadata names them.
inline constexpr const char* kModelKind = "model";
inline constexpr const char* kCheckpointKind = "checkpoint";

/// The metadata with which every file of `kind` starts: its kind and version, and the model's architecture.
[[nodiscard]] Metadata describe_file(const char* kind, const Model& model);

/// The model's arrays; their values are the model's own.
[[nodiscard]] std::vector<NamedTensor> model_tensors(const Model& model);

/// Checks `tensors` before they go into the file called `name`. Throws NumericError, naming the tensor, when a number
/// in it is not finite.
void expect_finite(std::span<const NamedTensor> tensors, const std::string& name);

/// Throws NumericError, naming the tensor, when the model holds numbers with which read_model() would refuse it.
void check_numbers(const Model& model, const std::string& name);

/// Parses a whole file: of `kind`, of this version, undamaged. Throws FormatError.
[[nodiscard]] Safetensors parse_file(std::span<const std::uint8_t> bytes, const char* kind, const std::string& name);

/// The metadata under `key`. Throws FormatError when there is none.
[[nodiscard]] const std::string& metadata_of(const Safetensors& file, const char* key, const std::string& name);

/// The values of a tensor. Throws FormatError, naming it, when one is not finite.
void read_values(const SafetensorsEntry& entry, std::span<float> values, const std::string& name);

/// Builds the model that the metadata describes and fills it from the tensors.
///
/// Throws FormatError, naming the tensor, when one is missing, of another shape, not finite, or a variance
/// below 0.
[[nodiscard]] Model read_model(const Safetensors& file, const std::string& name);

}  // namespace digitnet
