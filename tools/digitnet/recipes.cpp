#include "recipes.hpp"

namespace digitnet::cli {
namespace {

TrainSettings best() {
  TrainSettings settings;
  settings.arch = "reader-wide";
  settings.optimizer = "adam";
  settings.learning_rate = 0.003;
  settings.schedule = "one-cycle";
  settings.epochs = 22;
  settings.validation_split = 1.0 / 12;
  settings.ema = 0.999;
  settings.augment = "full";
  settings.synthetic_digits = 45000;
  settings.non_digits = 36000;
  settings.calibrate = true;
  settings.precision = "auto";
  return settings;
}

TrainSettings lines() {
  TrainSettings settings = best();
  settings.arch = "reader";
  settings.epochs = 5;
  settings.augment = "window";
  settings.synthetic_digits = 0;
  settings.non_digits = 0;
  settings.line_windows = 900000;
  settings.calibrate = false;
  return settings;
}

TrainSettings fine_tune() {
  TrainSettings settings;
  settings.arch = kInitArchitecture;
  settings.mix = "mnist";
  settings.mix_images = 8000;
  settings.repeat = 20;
  settings.optimizer = "adam";
  settings.learning_rate = 0.001;
  settings.schedule = "one-cycle";
  settings.batch_size = 64;
  settings.epochs = 3;
  settings.ema = 0.98;
  settings.validation_split = 0;
  settings.augment = "full";
  settings.precision = "auto";
  return settings;
}

}  // namespace

std::optional<TrainSettings> find_recipe(std::string_view name) {
  if (name == "best") return best();
  if (name == "lines") return lines();
  if (name == "fine-tune") return fine_tune();
  return std::nullopt;
}

std::vector<std::string_view> recipe_names() {
  return {"best", "lines", "fine-tune"};
}

}  // namespace digitnet::cli
