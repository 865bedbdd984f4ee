#include "training_setup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string_view>
#include <utility>

#include "data_folders.hpp"
#include "digitnet/architectures.hpp"
#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "model_source.hpp"
#include "precision_option.hpp"
#include "shortest_decimal.hpp"

namespace digitnet::cli {
namespace {

constexpr std::array<std::string_view, 4> kOptimizers{"adadelta", "sgd", "adam", "adamw"};
constexpr std::array<std::string_view, 5> kAugmentations{"none", "hand", "full", "placement", "window"};
constexpr std::array<std::string_view, 4> kSchedules{"constant", "step", "cosine", "one-cycle"};

template <typename Names>
std::string list(const Names& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

template <typename Names>
void check_name(std::string_view option, const std::string& name, const Names& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    throw ArgumentError(fmt::format("{}: '{}', expected one of {}", option, name, list(names)));
  }
}

template <typename Value>
void check(bool fits, std::string_view option, const Value& found, std::string_view expected) {
  if (!fits) {
    throw ArgumentError(fmt::format("{}: {}, expected {}", option, found, expected));
  }
}

Optimizer make_optimizer(const std::string& name) {
  if (name == "adadelta") {
    return Adadelta{};
  }
  if (name == "sgd") {
    return Sgd{};
  }
  return name == "adamw" ? Optimizer(AdamW{}) : Optimizer(Adam{});
}

void complete_optimizer(TrainSettings& settings) {
  check_name("--optimizer", settings.optimizer, kOptimizers);
  const Optimizer defaults = make_optimizer(settings.optimizer);
  settings.learning_rate = settings.learning_rate.value_or(shortest_decimal(learning_rate(defaults)));
  const double rate = *settings.learning_rate;
  // The trainer's rate is a float.
  check(rate >= std::numeric_limits<float>::denorm_min() && rate <= std::numeric_limits<float>::max(),
        "--learning-rate", rate, "a number above 0 (1e-44 to 3e38)");
  const bool sgd = settings.optimizer == "sgd";
  if (!sgd && (settings.momentum != 0 || settings.nesterov)) {
    throw ArgumentError(fmt::format("{}: only sgd takes it, the optimizer is {}",
                                    settings.nesterov ? "--nesterov" : "--momentum", settings.optimizer));
  }
  check(settings.momentum >= 0 && settings.momentum < 1, "--momentum", settings.momentum, "at least 0 and below 1");
  if (!sgd && settings.optimizer != "adamw" && settings.weight_decay.value_or(0) != 0) {
    throw ArgumentError(
        fmt::format("--weight-decay: only sgd and adamw take it, the optimizer is {}", settings.optimizer));
  }
  const double default_decay = settings.optimizer == "adamw" ? shortest_decimal(AdamW{}.weight_decay) : 0;
  settings.weight_decay = settings.weight_decay.value_or(default_decay);
  check(std::isfinite(*settings.weight_decay) && *settings.weight_decay >= 0, "--weight-decay", *settings.weight_decay,
        "0 or more");
}

void check_arch(const TrainSettings& settings) {
  const std::string& arch = settings.arch;
  if (arch == kInitArchitecture) {
    if (settings.init.empty())
      throw ArgumentError("--arch: init is that of the model that --init names; it is not given");
  } else if (!find_architecture(arch) && !arch.ends_with(".json")) {
    throw ArgumentError(
        fmt::format("--arch: '{}', expected one of {} or a .json file", arch, list(architecture_names())));
  }
}

std::string same_file_everywhere(const std::string& name) {
  return std::filesystem::absolute(name).lexically_normal();
}

Schedule make_schedule(const TrainSettings& settings) {
  Schedule schedule;
  schedule.warmup_steps = settings.warmup;
  if (settings.schedule == "step") {
    schedule.course = StepSchedule{settings.step_epochs, static_cast<float>(settings.step_factor)};
  } else if (settings.schedule == "cosine") {
    schedule.course = CosineSchedule{};
  } else if (settings.schedule == "one-cycle") {
    schedule.course = OneCycleSchedule{};
  }
  return schedule;
}

/// What another hand changes, and, in `full` and `placement`, paper and camera as well; `placement` turns and shifts
/// more and bends less; in a `window` of a line the middle of a digit stays where it is.
Augmentation make_augmentation(const TrainSettings& settings) {
  if (settings.augment == "none") {
    return {};
  }
  if (settings.augment == "window") {
    return {.rotation_degrees = 6,
            .zoom = 0.05f,
            .squish = 0.08f,
            .shear = 0.1f,
            .elastic_px = 0.7f,
            .stroke_px = 0.5f,
            .blur = 0.15f,
            .noise = 0.1f,
            .contrast = 0.15f,
            .coarse = 0.06f,
            .erase = 0.05f,
            .rules = 0.03f,
            .clean_epochs = settings.clean_epochs};
  }
  Augmentation augmentation{.rotation_degrees = 12,
                            .shift_px = 1.5f,
                            .zoom = 0.1f,
                            .squish = 0.12f,
                            .shear = 0.2f,
                            .elastic_px = 1.1f,
                            .stroke_px = 0.8f,
                            .clean_epochs = settings.clean_epochs};
  if (settings.augment == "placement") {
    augmentation.rotation_degrees = 15;
    augmentation.shift_px = 3;
    augmentation.squish = 0.1f;
    augmentation.shear = 0.15f;
    augmentation.elastic_px = 0.7f;
    augmentation.stroke_px = 0.4f;
  }
  if (settings.augment == "full" || settings.augment == "placement") {
    augmentation.blur = 0.15f;
    augmentation.noise = 0.1f;
    augmentation.contrast = 0.15f;
    augmentation.coarse = 0.1f;
    augmentation.erase = 0.08f;
    augmentation.rules = 0.04f;
  }
  return augmentation;
}

void check_same_architecture(const Model& model, const Model& start, const TrainSettings& settings) {
  const auto fail = [&](const std::string& difference) {
    throw ArgumentError(
        fmt::format("--init: {}: not of architecture {}: {}", settings.init, settings.arch, difference));
  };
  if (start.input_shape() != model.input_shape()) {
    fail(fmt::format("it takes {}, expected {}", start.input_shape().to_string(), model.input_shape().to_string()));
  }
  const std::size_t layers = std::min(start.layers().size(), model.layers().size());
  for (std::size_t i = 0; i < layers; ++i) {
    if (start.layers()[i] != model.layers()[i]) {
      const std::string found = describe(start.layers()[i]);
      const std::string expected = describe(model.layers()[i]);
      fail(found != expected ? fmt::format("its layer {} is {}, expected {}", i, found, expected)
                             : fmt::format("its layer {}, {}, differs in padding, stride or first weights", i, found));
    }
  }
  if (start.layers().size() != model.layers().size()) {
    fail(fmt::format("it has {} layers, expected {}", start.layers().size(), model.layers().size()));
  }
}

}  // namespace

void complete_and_check(TrainSettings& settings) {
  if (settings.line_windows > 0 && (settings.synthetic_digits > 0 || settings.non_digits > 0 || settings.calibrate ||
                                    !settings.mix.empty() || settings.repeat > 1)) {
    throw ArgumentError(
        "--line-windows: expected without --synthetic-digits, --non-digits, --calibrate, --mix and --repeat");
  }
  for (std::string* data : {&settings.data, &settings.validation, &settings.mix}) {
    if (!data->empty() && !is_known_data_set(*data)) *data = same_file_everywhere(*data);
  }
  check_arch(settings);
  complete_optimizer(settings);
  check_name("--schedule", settings.schedule, kSchedules);
  check(settings.step_epochs >= 1, "--step-epochs", settings.step_epochs, "1 or more");
  check(settings.step_factor > 0 && settings.step_factor <= 1, "--step-factor", settings.step_factor,
        "above 0 and at most 1");
  check(settings.warmup >= 0, "--warmup", settings.warmup, "0 or more steps");
  check(settings.batch_size >= 1 && settings.batch_size <= 65536, "--batch-size", settings.batch_size, "1 to 65536");
  check(settings.epochs >= 1 && settings.epochs <= 1000000, "--epochs", settings.epochs, "1 to 1000000");
  check(settings.validation_split >= 0 && settings.validation_split < 1, "--validation-split",
        settings.validation_split, "at least 0 and below 1");
  check(settings.label_smoothing >= 0 && settings.label_smoothing < 1, "--label-smoothing", settings.label_smoothing,
        "at least 0 and below 1");
  check(settings.ema >= 0 && settings.ema < 1, "--ema", settings.ema, "at least 0 and below 1");
  (void)parse_precision(settings.precision);
  check(settings.repeat >= 1 && settings.repeat <= 1000, "--repeat", settings.repeat, "1 to 1000");
  check(settings.mix_images >= 1 && settings.mix_images <= 10000000, "--mix-images", settings.mix_images,
        "1 to 10000000");
  if (settings.calibrate && settings.validation_split == 0 && settings.validation.empty()) {
    throw ArgumentError("--calibrate: needs images to validate on; --validation-split is 0");
  }
  check_name("--augment", settings.augment, kAugmentations);
  check(settings.clean_epochs >= 0, "--clean-epochs", settings.clean_epochs, "0 or more");
  constexpr int kMostDrawn = 10000000;
  for (const auto& [option, count] :
       {std::pair("--synthetic-digits", settings.synthetic_digits), std::pair("--non-digits", settings.non_digits),
        std::pair("--line-windows", settings.line_windows)}) {
    check(count >= 0 && count <= kMostDrawn, option, count, fmt::format("0 to {}", kMostDrawn));
  }
  check(settings.early_stop >= 0, "--early-stop", settings.early_stop, "0 (off) or more epochs");
}

TrainOptions train_options(const TrainSettings& settings, int threads) {
  TrainOptions options;
  options.epochs = settings.epochs;
  options.batch_size = settings.batch_size;
  options.seed = settings.seed;
  options.threads = threads;
  options.precision = parse_precision(settings.precision);
  options.optimizer = make_optimizer(settings.optimizer);
  set_learning_rate(options.optimizer, static_cast<float>(settings.learning_rate.value()));
  const auto decay = static_cast<float>(settings.weight_decay.value());
  if (auto* sgd = std::get_if<Sgd>(&options.optimizer)) {
    sgd->momentum = static_cast<float>(settings.momentum);
    sgd->nesterov = settings.nesterov;
    sgd->weight_decay = decay;
  } else if (auto* adamw = std::get_if<AdamW>(&options.optimizer)) {
    adamw->weight_decay = decay;
  }
  options.schedule = make_schedule(settings);
  options.label_smoothing = static_cast<float>(settings.label_smoothing);
  options.ema_decay = static_cast<float>(settings.ema);
  options.augmentation = make_augmentation(settings);
  if (settings.early_stop > 0) {
    options.early_stopping = EarlyStopping{.patience = settings.early_stop};
  }
  return options;
}

Model make_model(const TrainSettings& settings) {
  if (settings.arch == kInitArchitecture) return load_model_source(settings.init).model;
  const auto built_in = find_architecture(settings.arch);
  const Architecture architecture = built_in ? *built_in : load_architecture(settings.arch);
  Model model(architecture.input, architecture.layers, settings.seed);
  if (settings.init.empty()) {
    return model;
  }
  Model start = load_model_source(settings.init).model;
  check_same_architecture(model, start, settings);
  return start;
}

}  // namespace digitnet::cli
