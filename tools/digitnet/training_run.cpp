#include "training_run.hpp"

#include <fmt/format.h>
#include <omp.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "data_source.hpp"
#include "digitnet/architectures.hpp"
#include "digitnet/calibrate.hpp"
#include "digitnet/checkpoint.hpp"
#include "digitnet/error.hpp"
#include "digitnet/isa.hpp"
#include "digitnet/model_file.hpp"
#include "exit_code.hpp"
#include "given_settings.hpp"
#include "interrupt.hpp"
#include "model_source.hpp"
#include "output_path.hpp"
#include "precision_option.hpp"
#include "recipes.hpp"
#include "run_identity.hpp"
#include "terminal.hpp"
#include "train_settings_json.hpp"
#include "training_data.hpp"
#include "training_setup.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

std::string checkpoint_file(const std::string& folder) {
  return (fs::path(folder) / "checkpoint.safetensors").string();
}

/// Where a run begins: at its start, or where a checkpoint stands.
struct Start {
  TrainSettings settings;
  Model model;
  std::optional<TrainerState> state;
  std::optional<RunIdentity> identity;  // of the checkpoint
};

std::vector<NamedPath> written_files(const TrainFiles& files) {
  return {{"--output", files.output}, {"--history", files.history}, {"--plot", files.plot}};
}

void check_distinct_outputs(const TrainFiles& files) {
  std::vector<NamedPath> others;
  if (!files.checkpoint.empty()) {
    others = {{"--checkpoint", files.checkpoint}, {"--checkpoint", checkpoint_file(files.checkpoint)}};
  }
  for (const NamedPath& file : written_files(files)) {
    check_distinct(file, others);
    others.push_back(file);
  }
}

// A model may be trained on in its place: --init and --output may be one file.
void check_inputs_stay(const TrainFiles& files, const TrainSettings& settings) {
  const bool is_file = settings.arch != kInitArchitecture && !find_architecture(settings.arch);
  const NamedPath arch{"--arch", is_file ? settings.arch : ""};
  const NamedPath init{"--init", settings.init == kShippedModel ? "" : settings.init};
  for (const NamedPath& file : written_files(files)) {
    check_distinct(file, {arch});
    if (file.option != "--output") {
      check_distinct(file, {init});
    }
    for (const std::string& data : {settings.data, settings.validation, settings.mix}) {
      if (!data.empty()) check_outside_data(file.option, file.path, data);
    }
  }
}

void check_files(const TrainArguments& arguments) {
  const TrainFiles& files = arguments.files;
  check_distinct_outputs(files);
  check_output_path("--output", files.output);
  if (!files.history.empty()) {
    check_history_name(files.history);
    check_output_path("--history", files.history);
  }
  if (!files.plot.empty()) {
    check_extension("--plot", files.plot, ".svg");
    check_output_path("--plot", files.plot);
  }
  if (arguments.resume && files.checkpoint.empty()) {
    throw ArgumentError("--resume: needs --checkpoint, the folder of the run to go on with");
  }
  if (!arguments.resume && !files.checkpoint.empty() && fs::exists(checkpoint_file(files.checkpoint))) {
    throw ArgumentError(
        fmt::format("--checkpoint: {}: holds a run already; add --resume to go on with it, or take another folder",
                    files.checkpoint));
  }
  if (!files.checkpoint.empty()) {
    check_output_folder("--checkpoint", files.checkpoint);
  }
}

TrainSettings settings_of(const TrainArguments& arguments) {
  if (arguments.recipe.empty()) {
    TrainSettings settings = arguments.settings;
    if (!settings.init.empty() && !arguments.given.contains("arch")) settings.arch = kInitArchitecture;
    return settings;
  }
  const auto recipe = find_recipe(arguments.recipe);
  if (!recipe) {
    throw ArgumentError(
        fmt::format("--recipe: '{}', expected one of {}", arguments.recipe, fmt::join(recipe_names(), ", ")));
  }
  return with_given_settings(*recipe, arguments.settings, arguments.given);
}

Start begin_run(const TrainArguments& arguments) {
  if (!arguments.resume) {
    TrainSettings settings = settings_of(arguments);
    complete_and_check(settings);
    Model model = make_model(settings);
    return {std::move(settings), std::move(model), {}, {}};
  }
  const std::string& folder = arguments.files.checkpoint;
  Checkpoint checkpoint = load_checkpoint(folder);
  RunIdentity identity = parse_identity(checkpoint.options, folder);
  TrainSettings settings = resume_settings(identity.settings, arguments.settings, arguments.given);
  const auto done = static_cast<int>(checkpoint.state.history.size());
  if (settings.epochs < done) {
    throw ArgumentError(
        fmt::format("--epochs: {}, but the checkpoint in {} has done {}", settings.epochs, folder, done));
  }
  return {std::move(settings), std::move(checkpoint.model), std::move(checkpoint.state), std::move(identity)};
}

/// What `auto` comes to depends on more than the instruction set.
std::string arithmetic(const TrainSettings& settings) {
  const bool in_bf16 = training_precision(parse_precision(settings.precision)) == Precision::bf16;
  return fmt::format("{}{}", active_isa(), in_bf16 ? " in bf16" : "");
}

void check_same_run(const Start& start, const RunIdentity& now, const std::string& folder) {
  if (!start.identity) {
    return;
  }
  if (start.identity->data_fingerprint != now.data_fingerprint) {
    throw ArgumentError(
        fmt::format("--resume: {}: the data in {} is not what the run was begun with", folder, start.settings.data));
  }
  if (start.identity->isa != now.isa) {
    write_talk(
        fmt::format("The run was last computed with {} and goes on with {}: right, but perhaps not to the same bits.\n",
                    start.identity->isa, now.isa));
  }
}

void introduce(const Start& start, const RunData& data, int threads) {
  const Precision precision = parse_precision(start.settings.precision);
  report_missing_bf16(precision);
  write_talk(summary(start.model));
  write_talk(fmt::format("{} images to train on, {} to validate on; {}, rate {}, {}, batch {}; {} threads, {}, {}\n",
                         data.train.size(), data.validation.size(), start.settings.optimizer,
                         start.settings.learning_rate.value_or(0), start.settings.schedule, start.settings.batch_size,
                         threads > 0 ? threads : omp_get_max_threads(), active_isa(),
                         training_precision(precision) == Precision::bf16 ? "bf16" : "fp32"));
  if (start.state) {
    write_talk(fmt::format("going on after {} epochs, step {}\n", start.state->history.size(), start.state->step));
  }
}

TrainingRecord record_of(const TrainSettings& settings, History history) {
  // Without the seconds the same run gives the same file, byte for byte.
  for (EpochRecord& epoch : history) {
    epoch.seconds = 0;
  }
  return {to_json(settings), std::move(history)};
}

// A full disk must not cost the hours of training.
void save_or_rescue(const Model& model, const std::string& path, const TrainingRecord& record) {
  try {
    save(model, path, record);
  } catch (const FileError& error) {
    std::error_code none;
    const fs::path rescue = fs::temp_directory_path(none) / fmt::format("digitnet-{}.safetensors", getpid());
    try {
      save(model, rescue, record);
    } catch (const FileError&) {
      throw FileError(error.what());
    }
    throw FileError(fmt::format("{}; the model is in {} instead", error.what(), rescue.string()));
  }
}

// An unfinished model never takes the place of a file that was there before.
std::string unfinished_path(const std::string& output) {
  if (!fs::exists(output)) {
    return output;
  }
  const fs::path path(output);
  return path.parent_path() / (path.stem().string() + ".unfinished" + path.extension().string());
}

// What the settings in the checkpoint leave to be said, to be pasted into a shell.
std::string resume_command(const TrainArguments& arguments) {
  const TrainFiles& files = arguments.files;
  std::string command = "digitnet train --resume";
  for (const auto& [option, path] : std::vector<NamedPath>{{"--checkpoint", files.checkpoint},
                                                           {"-o", files.output},
                                                           {"--history", files.history},
                                                           {"--plot", files.plot}}) {
    if (!path.empty()) {
      command += " " + option + " " + shell_quote(path);
    }
  }
  return command + (arguments.threads > 0 ? fmt::format(" --threads {}", arguments.threads) : "");
}

int report_stopped(const TrainArguments& arguments, bool checkpoint_saved, const Model& model,
                   const TrainingRecord& record) {
  const TrainFiles& files = arguments.files;
  const std::size_t done = record.history.size();
  if (checkpoint_saved) {
    write_talk(fmt::format("stopped (epochs done: {}); go on with: {}\n", done, printable(resume_command(arguments))));
  } else {
    const std::string path = unfinished_path(files.output);
    save_or_rescue(model, path, record);
    write_talk(fmt::format("stopped (epochs done: {}); the model as it is now is in {}\n", done, printable(path)));
  }
  return kNo;
}

std::string result_line(const TrainSettings& settings, const History& history, const std::string& output) {
  const auto worse = [](const EpochRecord& a, const EpochRecord& b) {
    return a.validation_loss.value_or(a.loss) < b.validation_loss.value_or(b.loss);
  };
  // Early stopping goes back to the best epoch.
  const EpochRecord& kept =
      settings.early_stop > 0 ? *std::min_element(history.begin(), history.end(), worse) : history.back();
  const bool validated = kept.validation_accuracy.has_value();
  return fmt::format("{} accuracy {:.2f} %, loss {:.4f} (epoch {} of {}); model saved to {}\n",
                     validated ? "validation" : "training", 100 * kept.validation_accuracy.value_or(kept.accuracy),
                     kept.validation_loss.value_or(kept.loss), kept.epoch, settings.epochs, printable(output));
}

void calibrate_and_tell(Model& model, const Dataset& validation, int threads) {
  const Calibration calibration = calibrate(model, validation, threads);
  write_talk(
      fmt::format("calibrated: temperature {:.3f}; validation loss {:.4f}, was {:.4f}; calibration error "
                  "{:.2f} %, was {:.2f} %\n",
                  calibration.temperature, calibration.loss_after, calibration.loss_before,
                  100 * calibration.calibration_error_after, 100 * calibration.calibration_error_before));
}

void run_to_the_end(Trainer& trainer, TrainingObserver& observer, const std::string& checkpoint) {
  try {
    trainer.run();
  } catch (const NumericError& error) {
    observer.finish();
    throw NumericError(error.what() + (checkpoint.empty() ? "" : "; the last checkpoint is kept in " + checkpoint));
  }
  observer.finish();
}

}  // namespace

int run_training(TrainArguments arguments) {
  if (arguments.threads < 0 || arguments.threads > 1024) {
    throw ArgumentError(fmt::format("--threads: {}, expected 0 (as OpenMP decides) to 1024", arguments.threads));
  }
  check_files(arguments);
  Start start = begin_run(arguments);
  const TrainSettings& settings = start.settings;
  check_inputs_stay(arguments.files, settings);
  const RunData data = load_run_data(settings, start.model);
  const RunIdentity identity{settings, fingerprint({&data.train, &data.validation}), arithmetic(settings)};
  check_same_run(start, identity, arguments.files.checkpoint);
  introduce(start, data, arguments.threads);

  TrainingObserver observer(arguments.files, start.model, settings.epochs, to_json(identity));
  if (arguments.json) observer.tell_program({data.train.size(), data.validation.size()});
  TrainOptions options = train_options(settings, arguments.threads);
  options.on_step = [&](const Progress& progress) { return observer.after_step(progress); };
  options.on_epoch = [&](const EpochRecord& record) { return observer.after_epoch(record); };
  Trainer trainer(start.model, data.train, data.validation, std::move(options));
  if (start.state) {
    trainer.restore(std::move(*start.state));
  }
  observer.start(trainer, trainer.history());
  catch_interrupts();
  run_to_the_end(trainer, observer, arguments.files.checkpoint);

  const bool stopped = observer.stopped() && !trainer.state().finished;
  if (settings.calibrate && !stopped) {
    calibrate_and_tell(start.model, data.validation, arguments.threads);
  }
  const TrainingRecord record = record_of(settings, trainer.history());
  if (stopped) {
    return report_stopped(arguments, observer.checkpoint_saved(), start.model, record);
  }
  save_or_rescue(start.model, arguments.files.output, record);
  if (!arguments.json) write_output(result_line(settings, record.history, arguments.files.output));
  return observer.had_trouble() ? kError : kSuccess;
}

}  // namespace digitnet::cli
