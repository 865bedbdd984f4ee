#include "digitnet/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "digitnet/confidence.hpp"
#include "digitnet/error.hpp"
#include "model/score.hpp"

namespace digitnet {

namespace {

constexpr double kHighestTemperature = 10;

/// What a model says of a data set before its softmax.
struct Logits {
  std::size_t outputs;
  std::vector<float> values;  // `[N,outputs]`
  const Dataset& data;

  [[nodiscard]] std::span<const float> of(std::size_t image) const {
    return std::span(values).subspan(image * outputs, outputs);
  }
};

/// The same network up to its softmax, whose outputs in float would be 0 for what is far from probable.
Model without_softmax(const Model& model) {
  std::vector<Layer> layers = model.layers();
  if (!std::holds_alternative<Softmax>(layers.back()) || model.parameter_infos().empty())
    throw ShapeError("a model to be calibrated ends in Softmax, behind a layer with weights");
  layers.pop_back();
  Model rest = Model::of_zeros(model.input_shape(), std::move(layers));
  std::ranges::copy(model.parameters(), rest.parameters().begin());
  std::ranges::copy(model.statistics(), rest.statistics().begin());
  return rest;
}

Logits compute_logits(const Model& model, const Dataset& data, const Execution& execution) {
  Logits logits{static_cast<std::size_t>(model.classes()), {}, data};
  logits.values.reserve(data.size() * logits.outputs);
  for_each_output(without_softmax(model), data, execution, [&](std::size_t, std::span<const float> outputs) {
    logits.values.insert(logits.values.end(), outputs.begin(), outputs.end());
  });
  return logits;
}

/// What softmax(z / T) divides by, when the largest z is taken off first.
double sum_of_exponentials(std::span<const float> z, double largest, double temperature) {
  double sum = 0;
  for (const float value : z) sum += std::exp((static_cast<double>(value) - largest) / temperature);
  return sum;
}

double mean_loss(const Logits& logits, double temperature) {
  double loss = 0;
  for (std::size_t i = 0; i < logits.data.size(); ++i) {
    const auto z = logits.of(i);
    const double largest = *std::ranges::max_element(z);
    const double label = z[static_cast<std::size_t>(logits.data.label(i))];
    loss += std::log(sum_of_exponentials(z, largest, temperature)) - (label - largest) / temperature;
  }
  return loss / static_cast<double>(logits.data.size());
}

std::vector<Answer> answers(const Logits& logits, double temperature) {
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < logits.data.size(); ++i) {
    const auto z = logits.of(i);
    const auto classes = z.first(static_cast<std::size_t>(logits.data.classes()));
    const auto best = std::ranges::max_element(classes);
    const double largest = *std::ranges::max_element(z);
    const double probability = std::exp((*best - largest) / temperature) / sum_of_exponentials(z, largest, temperature);
    answers.push_back({static_cast<float>(probability), best - classes.begin() == logits.data.label(i)});
  }
  return answers;
}

/// The loss is convex in 1/T and so has one minimum over log T, which the golden section closes in on.
double best_temperature(const Logits& logits, double lowest) {
  constexpr double kGolden = 0.6180339887498949;
  double low = std::log(lowest);
  double high = std::log(kHighestTemperature);
  for (int round = 0; round < 32; ++round) {
    const double left = high - kGolden * (high - low);
    const double right = low + kGolden * (high - low);
    if (mean_loss(logits, std::exp(left)) < mean_loss(logits, std::exp(right))) {
      high = right;
    } else {
      low = left;
    }
  }
  return std::exp((low + high) / 2);
}

/// Everything between the last layer with weights and the softmax (ReLU, pooling) passes a factor on.
void divide_last_layer(Model& model, double temperature) {
  const std::size_t last = model.parameter_infos().back().layer;
  for (const ParameterInfo& info : model.parameter_infos())
    if (info.layer == last && info.trainable)
      for (float& value : model.values(info)) value = static_cast<float>(value / temperature);
}

}  // namespace

Calibration calibrate(Model& model, const Dataset& data, int threads, Precision precision) {
  if (data.empty()) throw ArgumentError("there are no images to calibrate on");
  const Logits logits = compute_logits(model, data, {threads, precision});
  const std::vector<Answer> before = answers(logits, 1);
  const bool misread = std::ranges::any_of(before, [](const Answer& a) { return !a.right; });
  Calibration result;
  result.temperature = best_temperature(logits, misread ? 1 / kHighestTemperature : 1);
  result.loss_before = mean_loss(logits, 1);
  result.loss_after = mean_loss(logits, result.temperature);
  result.calibration_error_before = measure_confidence(before).calibration_error;
  result.calibration_error_after = measure_confidence(answers(logits, result.temperature)).calibration_error;
  divide_last_layer(model, result.temperature);
  return result;
}

}  // namespace digitnet
