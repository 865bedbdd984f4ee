#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <system_error>

#include "digitnet/architectures.hpp"
#include "precision_option.hpp"
#include "subcommands.hpp"
#include "training_run.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet train -o digits.safetensors\n"
    "  digitnet train --recipe best -o best.safetensors             as the shipped model\n"
    "  digitnet train --arch seed --optimizer adadelta --learning-rate 1 -o seed.safetensors\n"
    "  digitnet train --schedule one-cycle --epochs 20 --history run.csv --plot run.svg -o best.safetensors\n"
    "  digitnet train --checkpoint runs/a -o a.safetensors          Ctrl-C stops it cleanly ...\n"
    "  digitnet train --resume --checkpoint runs/a -o a.safetensors   ... and this goes on\n"
    "  digitnet train --data pictures/ --init shipped --recipe fine-tune -o mine.safetensors\n"
    "\n"
    "Validation images are the last part of the training images, never the test images. The\n"
    "result depends on the seed, not on the number of threads. Ctrl-C stops after the current\n"
    "step (exit code 1), a second one at once.";

void add_data_options(CLI::App& command, TrainArguments& arguments) {
  TrainSettings& settings = arguments.settings;
  command
      .add_option("--data", settings.data, "mnist, fashion-mnist, a folder with IDX files, or one of pictures by class")
      ->capture_default_str();
  command
      .add_option(
          "--arch", settings.arch,
          fmt::format("{}, a .json file, or init for that of --init, which it is with --init unless it is given",
                      fmt::join(architecture_names(), ", ")))
      ->capture_default_str();
  command.add_option(
      "--recipe", arguments.recipe,
      "All settings at once: best or lines, as the shipped models, or fine-tune, to learn a person's hand from "
      "some images; others given count before it");
  command.add_option("--init", settings.init, "Start from the weights of this model (or of the one built in: shipped)");
  command.add_option("--validation", settings.validation, "Other data to validate on, instead of a part of --data");
  command.add_option("--repeat", settings.repeat, "Show each image of --data this many times an epoch, varied")
      ->capture_default_str();
  command.add_option("--mix", settings.mix,
                     "Other data to learn from beside --data, such as mnist, so that it is not forgotten");
  command
      .add_option("--mix-images", settings.mix_images,
                  "Of --mix, in an epoch; and a third as many of what is no digit where the model knows that")
      ->capture_default_str();
  command.add_option("-o,--output", arguments.files.output, "Where the model goes")->required();
  command.add_option("--checkpoint", arguments.files.checkpoint, "Save the run in this folder after every epoch");
  command.add_flag("--resume", arguments.resume, "Go on from the checkpoint, to the same bits");
  command.add_option("--history", arguments.files.history, "Write each epoch's figures to this .csv or .jsonl file");
  command.add_option("--plot", arguments.files.plot, "Draw loss and accuracy into this .svg file");
  command.add_flag("--json", arguments.json, "Tell of the run in lines of JSON, for programs");
  command.add_option("--threads", arguments.threads, "0: as OpenMP decides")->capture_default_str();
}

// CLI11 reads -1, and what is too large, as the largest unsigned number.
std::string fits_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  return error == std::errc() && end == text.data() + text.size() ? "" : "expected 0 to 18446744073709551615";
}

void add_training_options(CLI::App& command, TrainSettings& settings) {
  command.add_option("--epochs", settings.epochs, "Times through the training images")->capture_default_str();
  command.add_option("--batch-size", settings.batch_size, "Images a step")->capture_default_str();
  command.add_option("--validation-split", settings.validation_split, "Share kept to validate on")
      ->capture_default_str();
  command.add_option("--seed", settings.seed, "Of weights, shuffling and dropout")
      ->check(fits_seed)
      ->capture_default_str();
  add_precision_option(command, settings.precision);
  command.add_option("--early-stop", settings.early_stop, "Stop after this many epochs without a lower loss; 0: never")
      ->capture_default_str();
  command.add_option("--optimizer", settings.optimizer, "adadelta, sgd, adam or adamw")->capture_default_str();
  command.add_option("--learning-rate", settings.learning_rate,
                     "Default: adadelta 0.001, sgd 0.01, adam 0.001, adamw 0.001");
  command.add_option("--momentum", settings.momentum, "Of sgd")->capture_default_str();
  command.add_flag("--nesterov", settings.nesterov, "Nesterov's momentum, with sgd");
  command.add_option("--weight-decay", settings.weight_decay,
                     "Of sgd (default 0), or of the kernels with adamw (default 0.004)");
  command.add_option("--schedule", settings.schedule, "constant, step, cosine or one-cycle")->capture_default_str();
  command.add_option("--step-epochs", settings.step_epochs, "Of schedule step: epochs between falls")
      ->capture_default_str();
  command.add_option("--step-factor", settings.step_factor, "Of schedule step: what the rate falls by")
      ->capture_default_str();
  command.add_option("--warmup", settings.warmup, "Steps during which the rate rises from 0")->capture_default_str();
  command.add_option("--label-smoothing", settings.label_smoothing, "Share of a label spread over all classes")
      ->capture_default_str();
  command
      .add_option("--augment", settings.augment,
                  "none, hand (turned, slanted, bent, bolder ...), full (paper and camera too), placement (full, but "
                  "turned and "
                  "shifted more and bent less) or window (all but moved)")
      ->capture_default_str();
  command.add_option("--clean-epochs", settings.clean_epochs, "Last epochs without augmentation")
      ->capture_default_str();
  command.add_option("--synthetic-digits", settings.synthetic_digits, "Draw this many digits to learn from too")
      ->capture_default_str();
  command
      .add_option("--non-digits", settings.non_digits, "Draw this many images of what is no digit, an eleventh class")
      ->capture_default_str();
  command
      .add_option("--line-windows", settings.line_windows,
                  "Learn to find digits along lines: from this many windows of lines composed of the data")
      ->capture_default_str();
  command.add_flag("--calibrate", settings.calibrate,
                   "At the end, set the temperature by which probabilities fit the validation images best");
  command.add_option("--ema", settings.ema, "Decay of the weights' moving average, such as 0.999; 0: none")
      ->capture_default_str();
}

// Which options of TrainSettings the command line holds: a checkpoint's own count where it does not.
std::set<std::string> given_settings(const CLI::App& command) {
  const std::set<std::string> others{"output", "checkpoint", "resume", "history", "plot", "json", "threads", "help"};
  std::set<std::string> given;
  for (const CLI::Option* option : command.get_options()) {
    const auto names = option->get_lnames();
    if (option->count() > 0 && !names.empty() && !others.contains(names.front())) {
      given.insert(names.front());
    }
  }
  return given;
}

}  // namespace

void add_train(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("train", "Train a model");
  const auto arguments = std::make_shared<TrainArguments>();
  add_data_options(*command, *arguments);
  add_training_options(*command, arguments->settings);
  command->footer(kExamples);
  command->callback([command, arguments, &job] {
    arguments->given = given_settings(*command);
    job = [arguments] { return run_training(*arguments); };
  });
}

}  // namespace digitnet::cli
