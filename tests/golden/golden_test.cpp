// The library against PyTorch: same weights and images in, same numbers out. export.py wrote the files and says how.

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "digitnet/model.hpp"
#include "digitnet/optimizer.hpp"
#include "digitnet/predictor.hpp"
#include "digitnet/trainer.hpp"
#include "golden/golden_file.hpp"

namespace digitnet::test {
namespace {

constexpr double kTolerance = 1e-5;
constexpr int kSteps = 3;

/// A network of export.py and the file with its numbers.
struct Network {
  std::string file;
  Shape input;
  std::vector<Layer> layers;
  int trained;  ///< how many of the file's images it is trained on
  bool brief;   ///< the file has only the weights after the last step
};

/// The specification's network in small. 11 images: shards of different sizes.
Network plain() {
  return {"plain.safetensors",
          {12, 12, 1},
          {Conv{.filters = 4}, Relu{}, Conv{.filters = 6}, Relu{}, MaxPool{}, Dense{16}, Relu{}, Dense{10}, Softmax{}},
          11,
          false};
}

/// What else a convolution and a pooling can be: strides, zeros around, an image that is not square, a convolution
/// without ReLU behind it, windows that overlap.
Network strided() {
  return {"strided.safetensors",
          {11, 10, 2},
          {Conv{.filters = 5, .kernel = 5, .padding = Padding::same}, Relu{},
           Conv{.filters = 6, .kernel = 3, .stride = 2, .padding = Padding::same}, Relu{},
           Conv{.filters = 7, .kernel = 2}, Relu{}, MaxPool{.window = 3, .stride = 1},
           Conv{.filters = 4, .kernel = 2, .stride = 2, .padding = Padding::same}, Dense{10}, Softmax{}},
          9,
          false};
}

/// Trained on one image, so that there is one shard: batch normalisation counts by shards.
Network normalized() {
  return {"normalized.safetensors",
          {8, 7, 2},
          {Conv{.filters = 5}, BatchNorm{.momentum = 0.9f, .epsilon = 1e-3f}, Relu{}, Conv{.filters = 4},
           BatchNorm{.momentum = 0.75f, .epsilon = 1e-2f}, Relu{}, Dense{10}, Softmax{}},
          1,
          false};
}

/// Enough channels for Winograd's algorithm, on outputs that are no multiple of its tiles, with and without padding.
Network wide() {
  return {"wide.safetensors",
          {11, 10, 1},
          {Conv{.filters = 16}, Relu{}, Conv{.filters = 32, .padding = Padding::same}, Relu{}, Conv{.filters = 16},
           Relu{}, MaxPool{.window = 3}, Dense{10}, Softmax{}},
          10,
          true};
}

struct NamedOptimizer {
  std::string name;
  Optimizer optimizer;
};

std::vector<NamedOptimizer> optimizers() {
  return {{"adadelta_keras", Adadelta{}},
          {"adadelta", Adadelta{.learning_rate = 1.0f}},
          {"momentum", Sgd{.learning_rate = 0.05f, .momentum = 0.9f}},
          {"nesterov", Sgd{.learning_rate = 0.05f, .momentum = 0.9f, .nesterov = true, .weight_decay = 0.01f}},
          {"adam", Adam{}},
          {"adamw", AdamW{}}};
}

NamedOptimizer optimizer_named(const std::string& name) {
  const auto all = optimizers();
  return *std::ranges::find(all, name, &NamedOptimizer::name);
}

/// A model with the weights and statistics that all of a file's runs start from.
Model starting_model(const Network& network, const GoldenFile& golden) {
  Model model(network.input, network.layers);
  for (const ParameterInfo& info : model.parameter_infos()) {
    const Tensor start = golden.tensor("start." + info.name);
    REQUIRE_MESSAGE(start.shape() == info.shape, info.name);
    std::ranges::copy(start.span(), model.values(info).begin());
  }
  return model;
}

/// Labelled images, ready for Trainer::step.
struct Batch {
  Tensor images;
  std::vector<int> labels;
};

Batch training_batch(const Network& network, const GoldenFile& golden) {
  const Tensor all = golden.tensor("images");
  std::vector<int> labels = golden.integers("labels");
  labels.resize(static_cast<std::size_t>(network.trained));
  const Shape shape{network.trained, network.input[0], network.input[1], network.input[2]};
  return {Tensor(shape, all.span().first(shape.size())), labels};
}

/// Every array of `model` is the golden one of the same name behind `prefix`.
void check_arrays(const Model& model, const GoldenFile& golden, const std::string& prefix) {
  for (const ParameterInfo& info : model.parameter_infos())
    CHECK_MESSAGE(largest_difference(model.values(info), golden.tensor(prefix + info.name).span()) <= kTolerance,
                  prefix, info.name);
}

TrainOptions options_for(const Batch& batch, const Optimizer& optimizer) {
  TrainOptions options;
  options.batch_size = static_cast<int>(batch.labels.size());
  options.threads = 2;
  options.optimizer = optimizer;
  return options;
}

/// With a rate of 1, plain gradient descent subtracts the gradient itself from the weights.
void check_loss_and_gradients(const Network& network, float label_smoothing, const std::string& prefix) {
  const GoldenFile golden(network.file);
  const Batch batch = training_batch(network, golden);
  const Model before = starting_model(network, golden);
  Model after = before;
  TrainOptions options = options_for(batch, Sgd{.learning_rate = 1.0f});
  options.label_smoothing = label_smoothing;
  const Dataset none;
  Trainer trainer(after, none, none, options);
  const double loss = trainer.step(batch.images.view(), batch.labels);
  CHECK(loss == doctest::Approx(golden.tensor(prefix + "loss").data()[0]).epsilon(kTolerance));
  for (const ParameterInfo& info : before.parameter_infos()) {
    if (!info.trainable) continue;
    std::vector<float> gradient(info.shape.size());
    std::ranges::transform(before.values(info), after.values(info), gradient.begin(), std::minus<>());
    CHECK_MESSAGE(largest_difference(gradient, golden.tensor(prefix + "gradient." + info.name).span()) <= kTolerance,
                  network.file, " ", prefix, info.name);
  }
}

void check_steps(const Network& network, const NamedOptimizer& named) {
  const GoldenFile golden(network.file);
  const Batch batch = training_batch(network, golden);
  Model model = starting_model(network, golden);
  const Dataset none;
  Trainer trainer(model, none, none, options_for(batch, named.optimizer));
  const Tensor losses = golden.tensor(named.name + ".losses");
  for (int step = 1; step <= kSteps; ++step) {
    const double loss = trainer.step(batch.images.view(), batch.labels);
    CHECK_MESSAGE(loss == doctest::Approx(losses.data()[step - 1]).epsilon(kTolerance), named.name, " step ", step);
    if (step == kSteps || !network.brief) check_arrays(model, golden, named.name + "." + std::to_string(step) + ".");
  }
}

}  // namespace

TEST_CASE("the probabilities of every network are PyTorch's") {
  for (const Network& network : {plain(), strided(), normalized(), wide()}) {
    const GoldenFile golden(network.file);
    const Tensor images = golden.tensor("images");
    const Model model = starting_model(network, golden);
    Predictor predictor(model, images.shape()[0], 2);
    CHECK_MESSAGE(
        largest_difference(predictor.outputs(images.view()), golden.tensor("probabilities").span()) <= kTolerance,
        network.file);
  }
}

TEST_CASE("the mean loss and every gradient of every network are PyTorch's") {
  for (const Network& network : {plain(), strided(), normalized(), wide()}) check_loss_and_gradients(network, 0, "");
}

TEST_CASE("the mean loss and every gradient with smoothed labels are PyTorch's") {
  for (const Network& network : {plain(), strided(), normalized()})
    check_loss_and_gradients(network, 0.1f, "smoothed.");
}

TEST_CASE("three steps of every optimiser end where PyTorch's do") {
  for (const NamedOptimizer& named : optimizers()) check_steps(plain(), named);
}

TEST_CASE("three steps through strides and padding end where PyTorch's do") {
  check_steps(strided(), optimizer_named("adadelta"));
}

TEST_CASE("three steps through Winograd's algorithm end where PyTorch's do") {
  check_steps(wide(), optimizer_named("adadelta"));
}

TEST_CASE("three steps through batch normalisation end where PyTorch's do, running statistics included") {
  check_steps(normalized(), optimizer_named("adadelta"));
  check_steps(normalized(), optimizer_named("momentum"));
}

}  // namespace digitnet::test
