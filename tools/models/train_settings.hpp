#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace digitnet::cli {

/// The word for the architecture of the model that a run starts from.
inline constexpr const char* kInitArchitecture = "init";

/// Everything about a training run that decides its numbers; kept as JSON in checkpoints and models.
struct TrainSettings {
  std::string data = "mnist";
  std::string validation;           ///< other data to validate on; empty: a part of `data`
  int repeat = 1;                   ///< times that each image of `data` is shown in an epoch, varied
  std::string mix;                  ///< other data to show beside it; empty: none
  int mix_images = 10000;           ///< of that, in each epoch
  std::string arch = "normalized";  ///< kInitArchitecture: that of `init`
  std::string init;                 ///< a model to start from; empty: weights from the seed
  std::string optimizer = "adam";
  std::optional<double> learning_rate;  ///< absent: the optimiser's own default
  double momentum = 0;
  bool nesterov = false;
  std::optional<double> weight_decay;  ///< likewise
  std::string schedule = "constant";
  int step_epochs = 10;      ///< of the step schedule
  double step_factor = 0.1;  ///< likewise
  std::int64_t warmup = 0;   ///< steps
  int batch_size = 128;
  int epochs = 12;
  double validation_split = 0.125;
  double label_smoothing = 0;
  double ema = 0;
  std::string augment = "none";
  int clean_epochs = 0;      ///< the last ones, without augmentation
  int synthetic_digits = 0;  ///< drawn ones to learn from too
  int non_digits = 0;        ///< likewise of what is no digit: an eleventh class
  int line_windows = 0;      ///< windows of composed lines, to learn from instead of the data; 0: none
  bool calibrate = false;    ///< on the validation images, at the end
  int early_stop = 0;        ///< epochs of patience; 0: off
  std::uint64_t seed = 0;
  std::string precision = "fp32";
};

}  // namespace digitnet::cli
