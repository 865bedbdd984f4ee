#include "model/score.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"
#include "model/fold_batch_norm.hpp"

namespace digitnet {

namespace {
constexpr std::size_t kBatch = 256;
}

void check_fits(const Model& model, const Dataset& data) {
  if (data.image_shape() != model.input_shape())
    throw ShapeError(fmt::format("the model takes images of {}, the data has {}", model.input_shape().to_string(),
                                 data.image_shape().to_string()));
  if (data.classes() > model.classes())
    throw ShapeError(fmt::format("the model tells {} classes apart, the data has {}", model.classes(), data.classes()));
}

double cross_entropy_of(std::span<const float> outputs, int label) {
  return -std::log(std::max(static_cast<double>(outputs[static_cast<std::size_t>(label)]), kLeastProbability));
}

void for_each_output(const Model& given, const Dataset& data, const Execution& execution,
                     const std::function<void(std::size_t, std::span<const float>)>& visit) {
  check_fits(given, data);
  const Model model = fold_batch_norm(given);
  const std::size_t batch = std::min(kBatch, std::max<std::size_t>(data.size(), 1));
  Network network(model, static_cast<int>(batch), Purpose::inference, execution);
  const std::size_t values = model.input_shape().size();
  const auto classes = static_cast<std::size_t>(model.classes());
  for (std::size_t first = 0; first < data.size(); first += batch) {
    const std::size_t count = std::min(batch, data.size() - first);
#pragma omp parallel for num_threads(network.threads())
    for (std::size_t i = 0; i < count; ++i) copy_image(data, first + i, network.input() + i * values);
    const float* outputs = network.infer(model, static_cast<int>(count));
    for (std::size_t i = 0; i < count; ++i) visit(first + i, {outputs + i * classes, classes});
  }
}

Score score(const Model& model, const Dataset& data, const Execution& execution) {
  double loss = 0;
  std::size_t correct = 0;
  for_each_output(model, data, execution, [&](std::size_t i, std::span<const float> outputs) {
    loss += cross_entropy_of(outputs, data.label(i));
    const auto classes = outputs.first(static_cast<std::size_t>(data.classes()));
    if (std::ranges::max_element(classes) - classes.begin() == data.label(i)) ++correct;
  });
  const auto images = static_cast<double>(data.size());
  return {loss / images, static_cast<double>(correct) / images};
}

}  // namespace digitnet
