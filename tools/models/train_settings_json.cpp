#include "train_settings_json.hpp"

#include <nlohmann/json.hpp>

#include "digitnet/error.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

// Every name is that of its option: resume_settings() relies on it.
Json as_json(const TrainSettings& settings) {
  return {{"data", settings.data},
          {"validation", settings.validation},
          {"repeat", settings.repeat},
          {"mix", settings.mix},
          {"mix-images", settings.mix_images},
          {"arch", settings.arch},
          {"init", settings.init},
          {"optimizer", settings.optimizer},
          {"learning-rate", settings.learning_rate.value_or(0)},
          {"momentum", settings.momentum},
          {"nesterov", settings.nesterov},
          {"weight-decay", settings.weight_decay.value_or(0)},
          {"schedule", settings.schedule},
          {"step-epochs", settings.step_epochs},
          {"step-factor", settings.step_factor},
          {"warmup", settings.warmup},
          {"batch-size", settings.batch_size},
          {"epochs", settings.epochs},
          {"validation-split", settings.validation_split},
          {"label-smoothing", settings.label_smoothing},
          {"ema", settings.ema},
          {"augment", settings.augment},
          {"clean-epochs", settings.clean_epochs},
          {"synthetic-digits", settings.synthetic_digits},
          {"non-digits", settings.non_digits},
          {"line-windows", settings.line_windows},
          {"calibrate", settings.calibrate},
          {"early-stop", settings.early_stop},
          {"seed", settings.seed},
          {"precision", settings.precision}};
}

TrainSettings from_json(const Json& json) {
  TrainSettings settings;
  json.at("data").get_to(settings.data);
  json.at("arch").get_to(settings.arch);
  json.at("init").get_to(settings.init);
  json.at("optimizer").get_to(settings.optimizer);
  settings.learning_rate = json.at("learning-rate").get<double>();
  json.at("momentum").get_to(settings.momentum);
  json.at("nesterov").get_to(settings.nesterov);
  settings.weight_decay = json.at("weight-decay").get<double>();
  json.at("schedule").get_to(settings.schedule);
  json.at("step-epochs").get_to(settings.step_epochs);
  json.at("step-factor").get_to(settings.step_factor);
  json.at("warmup").get_to(settings.warmup);
  json.at("batch-size").get_to(settings.batch_size);
  json.at("epochs").get_to(settings.epochs);
  json.at("validation-split").get_to(settings.validation_split);
  json.at("label-smoothing").get_to(settings.label_smoothing);
  json.at("ema").get_to(settings.ema);
  json.at("early-stop").get_to(settings.early_stop);
  json.at("seed").get_to(settings.seed);
  // Not in those of 0.1:
  settings.validation = json.value("validation", settings.validation);
  settings.repeat = json.value("repeat", settings.repeat);
  settings.mix = json.value("mix", settings.mix);
  settings.mix_images = json.value("mix-images", settings.mix_images);
  settings.precision = json.value("precision", settings.precision);
  settings.augment = json.value("augment", settings.augment);
  settings.clean_epochs = json.value("clean-epochs", settings.clean_epochs);
  settings.synthetic_digits = json.value("synthetic-digits", settings.synthetic_digits);
  settings.non_digits = json.value("non-digits", settings.non_digits);
  settings.line_windows = json.value("line-windows", settings.line_windows);
  settings.calibrate = json.value("calibrate", settings.calibrate);
  return settings;
}

}  // namespace

std::string to_json(const TrainSettings& settings) {
  return as_json(settings).dump(-1, ' ', false, Json::error_handler_t::replace);
}

TrainSettings parse_settings(const std::string& json, const std::string& name) {
  try {
    return from_json(Json::parse(json));
  } catch (const Json::exception&) {
    throw FormatError(name + ": its options are not those of 'digitnet train'");
  }
}

}  // namespace digitnet::cli
