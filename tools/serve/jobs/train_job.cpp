#include "train_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "digitnet/model_file.hpp"
#include "digits_folder.hpp"
#include "formats/file.hpp"
#include "job_models.hpp"
#include "sha256.hpp"
#include "training.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kParentFile = "parent.safetensors";
constexpr const char* kResultFile = "result.safetensors";
constexpr const char* kDigits = "digits";
constexpr const char* kHeldBack = "held_back";
constexpr std::size_t kLargestModel_bytes = std::size_t{64} << 20;

// Of all that is to be done, as measured: training takes most.
constexpr double kTrainingBegins = 0.05;
constexpr double kTrainingEnds = 0.85;

/// The digits of a user: those to learn from, and those held back.
struct OwnDigits {
  std::vector<TrainingSample> learnt;
  std::vector<TrainingSample> held_back;
};

OwnDigits load_digits(JobRun& run) {
  OwnDigits digits;
  for (TrainingSample& sample : run.context().samples.training_samples(run.job().owner_id)) {
    (sample.is_held_back ? digits.held_back : digits.learnt).push_back(std::move(sample));
  }
  if (digits.learnt.empty()) throw JobFailed("There are no digits of yours to learn from any more.");
  return digits;
}

/// So often that a few digits are seen as much as many are, within reason.
int repeats_of(std::size_t digits) {
  constexpr std::size_t kShownInEpoch = 1600;
  constexpr std::size_t kMostRepeats = 40;
  return static_cast<int>(std::clamp<std::size_t>(kShownInEpoch / std::max<std::size_t>(digits, 1), 1, kMostRepeats));
}

std::vector<std::string> training_words(JobRun& run, const OwnDigits& digits) {
  const JobOptions& options = run.context().options;
  std::vector<std::string> words{
      "train",    "--json",      "--recipe",  "fine-tune",
      "--init",   kParentFile,   "--data",    kDigits,
      "--mix",    options.mnist, "--repeat",  std::to_string(repeats_of(digits.learnt.size())),
      "--output", kResultFile,   "--threads", std::to_string(job_threads(options))};
  if (!digits.held_back.empty()) words.insert(words.end(), {"--validation", kHeldBack});
  return words;
}

/// Follows what `digitnet train --json` prints.
void follow(JobProgress& progress, const std::string& line) {
  try {
    const Json event = Json::parse(line);
    const std::string name = event.value("event", "");
    if (name == "start") progress.epochs = event.value("epochs", 0);
    if (name == "epoch") progress.history.push_back(epoch_in(line));
    if (name == "step") {
      progress.epoch = event.value("epoch", 0);
      progress.loss = event.value("loss", 0.0);
      const double in_epoch = event.value("step", 0.0) / std::max(1.0, event.value("steps", 1.0));
      const double done = (progress.epoch - 1 + in_epoch) / std::max(1, progress.epochs);
      progress.share = kTrainingBegins + (kTrainingEnds - kTrainingBegins) * done;
    }
  } catch (const Json::exception&) {
    // Nothing that would not come again half a second later.
  }
}

void train(JobRun& run, const OwnDigits& digits) {
  run.report("training", kTrainingBegins);
  const int code =
      run.run_program(training_words(run, digits), [&](const std::string& line) { follow(run.job().progress, line); });
  if (code != 0)
    throw JobFailed("The training program failed. The administrator finds the reason in the server's log.");
}

void measure_on_held_back(JobRun& run, ModelVersion& version) {
  const std::vector<std::string> data{"--data", kHeldBack};
  version.held_back_before = run.evaluate(kParentFile, data).right;
  version.held_back_after = run.evaluate(kResultFile, data).right;
}

/// The record as everybody may read it: without the paths of this server.
std::vector<std::uint8_t> without_paths(JobRun& run, const ModelVersion& version) {
  ModelFile file = load_model_file(run.folder().path(kResultFile));
  Json options = Json::parse(file.record.options, nullptr, false);
  if (options.is_object()) {
    options["data"] = "own digits";
    options["validation"] = version.held_back_after.images > 0 ? "own digits held back" : "";
    options["init"] = version.parent_sha256;
    options["mix"] = "mnist";
    file.record.options = options.dump();
  }
  save(file.model, run.folder().path(kResultFile), file.record);
  return read_file(run.folder().path(kResultFile), kLargestModel_bytes);
}

}  // namespace

TrainedModel train_model(JobRun& run) {
  run.report("preparing", 0);
  run.check();
  const OwnDigits digits = load_digits(run);
  TrainedModel trained;
  ModelVersion& version = trained.version;
  version.parent_sha256 = write_model(run, run.job().subject_sha256, kParentFile);
  write_digits(digits.learnt, run.folder().make_folder(kDigits));
  if (!digits.held_back.empty()) write_digits(digits.held_back, run.folder().make_folder(kHeldBack));
  version.trained_images = static_cast<std::int64_t>(digits.learnt.size());
  train(run, digits);

  run.report("measuring", kTrainingEnds);
  if (!digits.held_back.empty()) measure_on_held_back(run, version);
  version.history = run.job().progress.history;
  trained.bytes = without_paths(run, version);
  version.sha256 = sha256(trained.bytes);
  version.bytes = static_cast<std::int64_t>(trained.bytes.size());
  for (const auto& [sha256, file] :
       {std::pair(version.parent_sha256, kParentFile), std::pair(version.sha256, kResultFile)}) {
    if (auto score = measure_on_mnist(run, sha256, file)) trained.scores.push_back(*std::move(score));
  }
  run.report("saving", 0.98);
  return trained;
}

}  // namespace digitnet::serve
