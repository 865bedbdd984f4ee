// A checkpoint is a model file with more in it: the state of the run as JSON, and everything that is as long as the
// parameters as further tensors.
#include "digitnet/checkpoint.hpp"

#include <fmt/format.h>

#include <limits>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/history_json.hpp"
#include "formats/model_tensors.hpp"

namespace digitnet {
namespace {

constexpr std::uint64_t kLargestCheckpoint_bytes = std::uint64_t{8} << 30;
constexpr const char* kFileName = "checkpoint.safetensors";
constexpr const char* kOptionsKey = "digitnet.training.options";
constexpr const char* kStateKey = "digitnet.training.state";

Json state_to_json(const TrainerState& state) {
  Json json;
  json["step"] = state.step;
  json["epoch_loss"] = number_to_json(state.epoch_loss);
  json["epoch_correct"] = state.epoch_correct;
  json["best_loss"] = number_to_json(state.best_loss);
  json["epochs_without_progress"] = state.epochs_without_progress;
  json["finished"] = state.finished;
  json["history"] = history_to_json(state.history);
  return json;
}

TrainerState read_state(const ParsedJson& json, const std::string& name) {
  ObjectReader from(json, name, "");
  TrainerState state;
  state.step = from.large_integer("step");
  state.epoch_loss = from.number("epoch_loss");
  state.epoch_correct = from.large_integer("epoch_correct");
  state.best_loss = from.number("best_loss");
  state.epochs_without_progress = from.integer("epochs_without_progress");
  state.finished = from.boolean("finished");
  state.history = read_history(from.member("history"), name);
  from.expect_no_others();
  return state;
}

std::string slot_name(std::size_t slot) {
  return fmt::format("optimizer.{}", slot);
}

/// A flat array as a tensor; an empty one is not written.
void append(std::vector<NamedTensor>& tensors, const std::string& name, std::span<const float> values) {
  constexpr std::size_t kMost = std::numeric_limits<int>::max();
  if (values.empty()) return;
  if (values.size() > kMost) {
    throw FileError(
        fmt::format("cannot write a checkpoint: its {} has {} numbers, more than {}", name, values.size(), kMost));
  }
  tensors.push_back({name, Shape{static_cast<int>(values.size())}, values});
}

std::vector<NamedTensor> state_tensors(const Model& model, const TrainerState& state) {
  std::vector<NamedTensor> tensors = model_tensors(model);
  const std::size_t length = model.parameters().size();
  const std::span<const float> slots(state.optimizer_state);
  for (std::size_t slot = 0; length != 0 && slot < slots.size() / length; ++slot) {
    append(tensors, slot_name(slot), slots.subspan(slot * length, length));
  }
  append(tensors, "ema.parameters", state.ema_parameters);
  append(tensors, "ema.statistics", state.ema_statistics);
  append(tensors, "best.parameters", state.best_parameters);
  append(tensors, "best.statistics", state.best_statistics);
  return tensors;
}

/// Reads the tensors beside the model's own and counts them, so that none is left over unseen.
class StateReader {
 public:
  StateReader(const Safetensors& file, const std::string& name) : file_(file), name_(name) {}

  /// Appends a flat tensor of `length` to `values`; false when there is none of that name.
  bool read(const std::string& key, std::size_t length, std::vector<float>& values) {
    const SafetensorsEntry* entry = file_.find(key);
    if (entry == nullptr) return false;
    if (entry->shape.rank() != 1 || entry->shape.size() != length) {
      throw FormatError(
          fmt::format("{}: expected the tensor {} to be {}, found {}", name_, key, length, entry->shape.to_string()));
    }
    const std::size_t before = values.size();
    values.resize(before + length);
    read_values(*entry, std::span(values).subspan(before), name_);
    ++count_;
    return true;
  }
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  const Safetensors& file_;
  const std::string& name_;
  std::size_t count_ = 0;
};

void read_state_tensors(const Safetensors& file, const std::string& name, Checkpoint& checkpoint) {
  StateReader reader(file, name);
  const Model& model = checkpoint.model;
  TrainerState& state = checkpoint.state;
  for (std::size_t slot = 0; reader.read(slot_name(slot), model.parameters().size(), state.optimizer_state);) ++slot;
  reader.read("ema.parameters", model.parameters().size(), state.ema_parameters);
  reader.read("ema.statistics", model.statistics().size(), state.ema_statistics);
  reader.read("best.parameters", model.parameters().size(), state.best_parameters);
  reader.read("best.statistics", model.statistics().size(), state.best_statistics);
  const std::size_t expected = model.parameter_infos().size() + reader.count();
  if (file.entries.size() != expected) {
    throw FormatError(fmt::format("{}: expected {} tensors, found {}", name, expected, file.entries.size()));
  }
}

}  // namespace

void save_checkpoint(const Model& model, const TrainerState& state, const std::string& options,
                     const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kFileName;
  check_numbers(model, path.string());
  const std::vector<NamedTensor> tensors = state_tensors(model, state);
  expect_finite(tensors, path.string());
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw FileError(fmt::format("cannot make the folder {}: {}", directory.string(), error.message()));
  Metadata metadata = describe_file(kCheckpointKind, model);
  metadata.emplace_back(kOptionsKey, options);
  metadata.emplace_back(kStateKey, state_to_json(state).dump());
  write_safetensors(path, metadata, tensors, kLargestCheckpoint_bytes);
}

Checkpoint load_checkpoint(const std::filesystem::path& directory) {
  const std::filesystem::path path = directory / kFileName;
  const std::string name = path.string();
  const auto bytes = read_file(path, kLargestCheckpoint_bytes);
  const Safetensors file = parse_file(bytes, kCheckpointKind, name);
  const ParsedJson state = parse_strict_json(metadata_of(file, kStateKey, name), name, "the state of the run");
  Checkpoint checkpoint{read_model(file, name), read_state(state, name), metadata_of(file, kOptionsKey, name)};
  read_state_tensors(file, name, checkpoint);
  return checkpoint;
}

}  // namespace digitnet
