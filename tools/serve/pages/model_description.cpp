#include "model_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <variant>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/model.hpp"
#include "train_settings_json.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kNotDistorted = "none";

/// Nothing where the record is empty, or was written by others.
std::optional<cli::TrainSettings> settings_of(const ServedModel& model) {
  try {
    return cli::parse_settings(model.record.options, model.version);
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

const char* kind_of(const Model& model) {
  const bool convolves =
      std::ranges::any_of(model.layers(), [](const Layer& layer) { return std::holds_alternative<Conv>(layer); });
  return convolves ? "A convolutional network" : "A neural network";
}

std::string listed(const std::vector<std::string>& parts) {
  std::string text = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) text += (i + 1 < parts.size() ? ", " : " and ") + parts[i];
  return text;
}

std::string distortion(const cli::TrainSettings& settings) {
  if (settings.augment == kNotDistorted) return {};
  return settings.clean_epochs == 0 ? ", distorted anew each time"
                                    : ", distorted anew each time but in the last rounds";
}

std::string lesson(const cli::TrainSettings& settings) {
  std::vector<std::string> sources{settings.data == "mnist" ? "from digits that people wrote"
                                                            : "from the images that it was given"};
  if (settings.synthetic_digits > 0) sources.emplace_back("from drawn digits");
  if (settings.non_digits > 0) sources.emplace_back("from what is no digit");
  return "It learnt " + listed(sources) + distortion(settings) + ".";
}

/// Whether it was taught to leave what is no digit: an eleventh output alone is none that learnt.
bool leaves_what_is_none(const cli::TrainSettings& settings, const Model& model) {
  return settings.non_digits > 0 && model.classes() > 10;
}

bool has_validation(const History& history) {
  return std::ranges::any_of(history, [](const EpochRecord& epoch) { return epoch.validation_accuracy.has_value(); });
}

}  // namespace

std::string describe_model(const ServedModel& model) {
  const Model& digits = model.models.digits;
  const auto settings = settings_of(model);
  const std::string tells = "It says of each digit how probable it is";
  if (!settings) return fmt::format("{}. {}.", kind_of(digits), tells);
  return fmt::format("{}{}. {} {}{}.", kind_of(digits),
                     settings->init.empty() ? " written and trained from scratch in C++"
                                            : ", trained on from the weights of another one",
                     lesson(*settings), tells,
                     leaves_what_is_none(*settings, digits) ? ", and leaves what is none" : "");
}

std::string describe_history(const ServedModel& model) {
  const auto settings = settings_of(model);
  const bool validated = has_validation(model.record.history);
  const bool distorted = settings && settings->augment != kNotDistorted && settings->clean_epochs == 0;
  if (distorted && validated) {
    return "Loss and accuracy after each round over the training images, which come distorted every time: so the "
           "validation images, left as they are, are the easier ones.";
  }
  return std::string("Loss and accuracy after each round over the training images") +
         (distorted ? ", which come distorted every time" : "") +
         (validated ? ", and on the validation images, from which it does not learn." : ".");
}

}  // namespace digitnet::serve
