#include "model/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "layers/layer.hpp"
#include "support/oracle.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

const Shape kInput{8, 8, 2};

/// Pooling that overlaps, a ReLU that works in place, layers between dense ones; nothing across samples.
std::vector<Layer> layers() {
  return {Relu{},
          Conv{.filters = 5, .padding = Padding::same},
          MaxPool{.window = 3, .stride = 2},
          Relu{},
          Conv{.filters = 4, .kernel = 2},
          Relu{},
          Dense{9},
          Softmax{},
          Relu{},
          Dense{4},
          Softmax{}};
}

Values network_oracle(const Model& model, const Values& images, const Values& parameters) {
  Values x = images;
  std::size_t used = 0;
  for (std::size_t i = 0; i < model.layers().size(); ++i) {
    const Shape& in = i == 0 ? model.input_shape() : model.output_shape(i - 1);
    std::size_t count = 0;
    for (const ParameterSpec& spec : parameter_specs(model.layers()[i], in)) count += spec.shape.size();
    const auto first = parameters.begin() + static_cast<std::ptrdiff_t>(used);
    x = oracle_forward(model.layers()[i], in, x, Values(first, first + static_cast<std::ptrdiff_t>(count)));
    used += count;
  }
  return x;
}

double mean_loss(const Values& probabilities, std::span<const int> labels) {
  double loss = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    loss -= std::log(probabilities[i * 4 + static_cast<std::size_t>(labels[i])]);
  return loss / static_cast<double>(labels.size());
}

void fill(float* target, const Values& values) {
  std::transform(values.begin(), values.end(), target, [](double v) { return static_cast<float>(v); });
}

}  // namespace

TEST_CASE("a whole network's outputs, loss and gradients are those of its formulas, for every batch size") {
  const std::array<int, 19> all_labels{1, 2, 0, 3, 3, 1, 0, 2, 1, 1, 0, 3, 2, 2, 1, 0, 3, 0, 1};
  Model model(kInput, layers(), 3);
  const Values parameters(model.parameters().begin(), model.parameters().end());
  for (const std::size_t batch : {1U, 3U, 19U}) {
    CAPTURE(batch);
    const auto labels = std::span(all_labels).first(batch);
    const Values images = random_values(batch * kInput.size(), 7);

    Network inference(model, 19, Purpose::inference, {2});
    fill(inference.input(), images);
    const float* outputs = inference.infer(model, static_cast<int>(batch));
    const Values expected = network_oracle(model, images, parameters);
    CHECK(relative_distance({outputs, batch * 4}, expected) < 2e-6);

    Network training(model, 19, Purpose::training, {.threads = 2, .keeps_gradients = true});
    fill(training.input(), images);
    const BatchResult result = training.differentiate(model, labels, {});
    CHECK(result.loss / static_cast<double>(batch) == doctest::Approx(mean_loss(expected, labels)).epsilon(1e-6));
    const auto loss = [&](const Values& w) { return mean_loss(network_oracle(model, images, w), labels); };
    CHECK(relative_distance(training.gradients(), numeric_gradient(loss, parameters)) < 2e-5);
  }
}

TEST_CASE("so are they where convolutions pool, behind a ReLU or before one, along any direction") {
  const std::array<int, 19> labels{1, 2, 0, 3, 3, 1, 0, 2, 1, 1, 0, 3, 2, 2, 1, 0, 3, 0, 1};
  Model model(
      {12, 12, 1},
      {Conv{.filters = 16, .padding = Padding::same}, Relu{}, Conv{.filters = 16, .padding = Padding::same}, Relu{},
       MaxPool{}, Conv{.filters = 16, .padding = Padding::same}, MaxPool{}, Relu{}, Dense{4}, Softmax{}},
      3);
  const Values parameters(model.parameters().begin(), model.parameters().end());
  const Values images = random_values(labels.size() * 144, 7);
  Network training(model, 19, Purpose::training, {.threads = 2, .keeps_gradients = true});
  fill(training.input(), images);
  const BatchResult result = training.differentiate(model, labels, {});
  const auto loss = [&](const Values& w) { return mean_loss(network_oracle(model, images, w), labels); };
  CHECK(result.loss / 19 == doctest::Approx(loss(parameters)).epsilon(1e-6));
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Values direction = random_values(parameters.size(), seed);
    constexpr double kStep = 1e-6;
    Values ahead = parameters;
    Values behind = parameters;
    double expected = 0;
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      ahead[i] += kStep * direction[i];
      behind[i] -= kStep * direction[i];
      expected += direction[i] * static_cast<double>(training.gradients()[i]);
    }
    CHECK((loss(ahead) - loss(behind)) / (2 * kStep) == doctest::Approx(expected).epsilon(1e-4));
  }
}
