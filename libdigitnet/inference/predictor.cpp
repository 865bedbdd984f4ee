#include "digitnet/predictor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "digitnet/error.hpp"
#include "model/fold_batch_norm.hpp"
#include "model/network.hpp"

namespace digitnet {

std::vector<int> top_k(std::span<const float> probabilities, int k) {
  std::vector<int> classes(probabilities.size());
  std::iota(classes.begin(), classes.end(), 0);
  const auto rank = [&](int c) {
    const float probability = probabilities[static_cast<std::size_t>(c)];
    return std::isnan(probability) ? -1.0f : probability;
  };
  std::stable_sort(classes.begin(), classes.end(), [&](int a, int b) { return rank(a) > rank(b); });
  classes.resize(std::min(classes.size(), static_cast<std::size_t>(std::max(k, 0))));
  return classes;
}

/// A model without batch normalisation to fold is used where it stands.
struct Predictor::State {
  State(const Model& given, int max_batch, const Execution& execution)
      : folded(can_fold_batch_norm(given) ? std::optional(fold_batch_norm(given)) : std::nullopt),
        model(folded ? *folded : given),
        network(model, max_batch, Purpose::inference, execution) {}

  std::optional<Model> folded;
  const Model& model;
  Network network;
};

Predictor::Predictor(const Model& model, int max_batch, int threads, Precision precision)
    : state_(std::make_unique<State>(model, max_batch, Execution{threads, precision})) {}
Predictor::~Predictor() = default;
Predictor::Predictor(Predictor&&) noexcept = default;
Predictor& Predictor::operator=(Predictor&&) noexcept = default;

std::span<const float> Predictor::outputs(TensorView images) {
  const Shape& one = state_->model.input_shape();
  const int count = images.shape.rank() == 4 ? images.shape[0] : 0;
  if (count == 0 || images.shape != Shape{count, one[0], one[1], one[2]})
    throw ShapeError(
        fmt::format("the model takes images of Nx{}: found {}", one.to_string(), images.shape.to_string()));
  if (count > state_->network.max_batch())
    throw ArgumentError(
        fmt::format("this predictor takes at most {} images at a time: found {}", state_->network.max_batch(), count));
  std::copy_n(images.data, images.shape.size(), state_->network.input());
  const float* outputs = state_->network.infer(state_->model, count);
  return {outputs, static_cast<std::size_t>(count) * static_cast<std::size_t>(state_->model.classes())};
}

Prediction Predictor::predict(TensorView image) {
  if (image.shape.rank() == 3) image.shape = Shape{1, image.shape[0], image.shape[1], image.shape[2]};
  const std::span<const float> found = outputs(image);
  if (found.size() != static_cast<std::size_t>(state_->model.classes()))
    throw ShapeError(fmt::format("one image is predicted at a time: found {}", image.shape.to_string()));
  const auto best = std::max_element(found.begin(), found.end());
  return {static_cast<int>(best - found.begin()), *best, {found.begin(), found.end()}};
}

}  // namespace digitnet
