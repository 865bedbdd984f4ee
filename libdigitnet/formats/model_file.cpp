#include "digitnet/model_file.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/history_json.hpp"
#include "formats/model_tensors.hpp"

namespace digitnet {
namespace {

constexpr std::uint64_t kLargestModel_bytes = std::uint64_t{2} << 30;
constexpr const char* kOptionsKey = "digitnet.training.options";
constexpr const char* kHistoryKey = "digitnet.training.history";

TrainingRecord read_record(const Safetensors& file, const std::string& name) {
  const std::string& history = metadata_of(file, kHistoryKey, name);
  return {metadata_of(file, kOptionsKey, name),
          read_history(parse_strict_json(history, name, "the training history"), name)};
}

/// A tensor that the architecture has no place for means that the two do not belong together.
void expect_only(const Safetensors& file, const Model& model, const std::string& name) {
  if (file.entries.size() == model.parameter_infos().size()) return;
  throw FormatError(fmt::format("{}: expected the {} tensors of its architecture, found {}", name,
                                model.parameter_infos().size(), file.entries.size()));
}

}  // namespace

void save(const Model& model, const std::filesystem::path& path, const TrainingRecord& record) {
  check_numbers(model, path.string());
  Metadata metadata = describe_file(kModelKind, model);
  metadata.emplace_back(kOptionsKey, record.options);
  metadata.emplace_back(kHistoryKey, history_to_json(record.history).dump());
  write_safetensors(path, metadata, model_tensors(model), kLargestModel_bytes);
}

ModelFile parse_model(std::span<const std::uint8_t> bytes, const std::string& name) {
  const Safetensors file = parse_file(bytes, kModelKind, name);
  ModelFile result{read_model(file, name), read_record(file, name)};
  expect_only(file, result.model, name);
  return result;
}

ModelFile load_model_file(const std::filesystem::path& path) {
  return parse_model(read_file(path, kLargestModel_bytes), path.string());
}

Model load_model(const std::filesystem::path& path) {
  return load_model_file(path).model;
}

}  // namespace digitnet
