#include "digitnet/trainer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/evaluate.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

TrainOptions quick(int epochs) {
  TrainOptions o;
  o.epochs = epochs;
  o.batch_size = 16;
  o.threads = 2;
  return o;
}

}  // namespace

TEST_CASE("a tiny set is learnt by heart") {
  const Dataset data = tiny_dataset(32);
  Model model = tiny_model();
  TrainOptions o = quick(150);
  o.optimizer = Adam{0.01f};
  const History history = fit(model, data, o);
  CHECK(evaluate(model, data).accuracy == 1.0);
  CHECK(evaluate(model, data).loss < 0.05);
  CHECK(history.size() == 150);
  CHECK(history.back().loss < history.front().loss);
}

TEST_CASE("what is learnt holds for new images") {
  Model model = tiny_model();
  TrainOptions o = quick(12);
  o.optimizer = Adam{0.01f};
  fit(model, tiny_dataset(400), o);
  CHECK(evaluate(model, tiny_dataset(200, 9)).accuracy > 0.95);
}

TEST_CASE("AdamW's decay is of kernels alone: without a gradient they shrink, and nothing else changes") {
  const std::vector<Layer> layers{Conv{.filters = 3}, BatchNorm{}, Relu{}, Dense{4}, Softmax{}};
  Model model({8, 8, 1}, layers, 1);
  for (const ParameterInfo& info : model.parameter_infos())
    if (info.name.ends_with(".bias")) std::ranges::fill(model.values(info), 0.25f);
  const Model before = model;
  TrainOptions o = quick(1);
  o.batch_size = 1;
  // So large that Adam's own step, of the gradient divided by it, is none.
  o.optimizer = AdamW{.learning_rate = 0.5f, .epsilon = 1e30f, .weight_decay = 0.5f};
  const Dataset none;
  Trainer trainer(model, none, none, o);
  const Tensor image({1, 8, 8, 1});
  trainer.step(image.view(), std::array{2});
  for (const ParameterInfo& info : model.parameter_infos()) {
    if (!info.trainable) continue;
    const float kept = info.name.ends_with(".weight") ? 0.75f : 1.0f;
    for (std::size_t i = 0; i < info.shape.size(); ++i)
      CHECK_MESSAGE(model.values(info)[i] == before.values(info)[i] * kept, info.name);
  }
}

TEST_CASE("figures of an epoch are means over its images, and validation is on the validation set") {
  const Dataset data = tiny_dataset(50);
  const Dataset validation = tiny_dataset(20, 3);
  Model model = tiny_model();
  const History history = fit(model, data, validation, quick(2));
  REQUIRE(history.size() == 2);
  CHECK(history[1].epoch == 2);
  CHECK(history[1].learning_rate == doctest::Approx(0.001));
  REQUIRE(history[1].validation_accuracy);
  CHECK(*history[1].validation_accuracy == evaluate(model, validation).accuracy);
  CHECK(*history[1].validation_loss == doctest::Approx(evaluate(model, validation).loss));
  CHECK_FALSE(fit(model, data, quick(1))[0].validation_loss);
}

TEST_CASE("the last epochs show images as they are when they are to be clean") {
  const Dataset data = tiny_dataset(32);
  const auto losses = [&](const Augmentation& augmentation) {
    Model model = tiny_model();
    TrainOptions o = quick(3);
    o.optimizer = Sgd{1e-12f};  // so that the loss of an epoch is that of its images alone
    o.augmentation = augmentation;
    std::vector<double> result;
    for (const EpochRecord& epoch : fit(model, data, o)) result.push_back(epoch.loss);
    return result;
  };
  const auto plain = losses({});
  const auto changed = losses({.rules = 1, .clean_epochs = 2});
  CHECK(changed[0] != doctest::Approx(plain[0]));
  CHECK(changed[1] == doctest::Approx(plain[1]));
  CHECK(changed[2] == doctest::Approx(plain[2]));
}

TEST_CASE("progress counts epochs, steps and images, a smaller last batch included") {
  const Dataset data = tiny_dataset(50);
  Model model = tiny_model();
  TrainOptions o = quick(2);
  std::vector<std::array<std::int64_t, 4>> seen;
  o.on_step = [&](const Progress& p) {
    seen.push_back({p.epoch, p.step, p.steps, static_cast<std::int64_t>(p.images)});
    return true;
  };
  fit(model, data, o);
  REQUIRE(seen.size() == 8);
  CHECK(seen.front() == std::array<std::int64_t, 4>{1, 1, 4, 16});
  CHECK(seen.back() == std::array<std::int64_t, 4>{2, 4, 4, 50});
}

TEST_CASE("a callback stops training") {
  const Dataset data = tiny_dataset(50);
  Model model = tiny_model();
  TrainOptions o = quick(5);
  o.on_epoch = [](const EpochRecord& record) { return record.epoch < 3; };
  CHECK(fit(model, data, o).size() == 3);
}

TEST_CASE("early stopping ends when nothing gets better, and gives back the best weights") {
  const Dataset data = tiny_dataset(64);
  const Dataset validation = tiny_dataset(64, 4);
  Model model = tiny_model();
  TrainOptions o = quick(200);
  o.optimizer = Adam{0.02f};
  o.early_stopping = EarlyStopping{.patience = 3};
  const History history = fit(model, data, validation, o);
  REQUIRE(history.size() < 200);
  double best = INFINITY;
  for (const EpochRecord& record : history) best = std::min(best, *record.validation_loss);
  CHECK(*history.back().validation_loss > best);
  CHECK(evaluate(model, validation).loss == doctest::Approx(best));
}

TEST_CASE("averaged weights are what is validated and what is left at the end") {
  const Dataset data = tiny_dataset(64);
  const Dataset validation = tiny_dataset(64, 4);
  Model plain = tiny_model();
  Model averaged = tiny_model();
  TrainOptions o = quick(4);
  fit(plain, data, validation, o);
  o.ema_decay = 0.99f;
  const History history = fit(averaged, data, validation, o);
  CHECK_FALSE(std::ranges::equal(plain.parameters(), averaged.parameters()));
  CHECK(evaluate(averaged, validation).loss == doctest::Approx(*history.back().validation_loss));
}

TEST_CASE("an absurd rate ends in an error that names the place") {
  const Dataset data = tiny_dataset(64);
  for (const float rate : {1e20f, 1e30f}) {
    CAPTURE(rate);
    Model model({10, 10, 1}, {Conv{}, Relu{}, MaxPool{}, Dense{8}, Relu{}, Dense{4}, Softmax{}}, 1);
    TrainOptions o = quick(50);
    o.optimizer = Sgd{rate};
    std::string message;
    try {
      fit(model, data, o);
    } catch (const NumericError& error) {
      message = error.what();
    }
    CHECK(message.find("epoch") != std::string::npos);
    CHECK(message.find("lower learning rate") != std::string::npos);
  }
}

TEST_CASE("a loss that is not finite leaves the model as it was before its step") {
  Model model = tiny_model();
  model.parameters()[0] = NAN;
  const std::vector<float> before(model.parameters().begin() + 1, model.parameters().end());
  const Dataset data = tiny_dataset(16);
  CHECK_THROWS_WITH_AS(fit(model, data, quick(1)),
                       "the loss became nan at epoch 1, step 1: try a lower learning rate than 0.001", NumericError);
  CHECK(std::equal(before.begin(), before.end(), model.parameters().begin() + 1));
}

TEST_CASE("steps of one's own take a constant schedule, because nothing says how long training is") {
  Model model = tiny_model();
  const Dataset none;
  TrainOptions o = quick(1);
  o.schedule = {CosineSchedule{}};
  CHECK_THROWS_AS(Trainer(model, none, o), ArgumentError);
}

TEST_CASE("own batches go through step()") {
  const Dataset data = tiny_dataset(16);
  Model model = tiny_model();
  TrainOptions o = quick(1);
  o.optimizer = Adam{0.01f};
  Trainer trainer(model, data, o);
  Tensor images({16, 10, 10, 1});
  for (std::size_t i = 0; i < 16; ++i) copy_image(data, i, images.data() + i * 100);
  const double first = trainer.step(images.view(), data.labels());
  double last = 0;
  for (int i = 0; i < 60; ++i) last = trainer.step(images.view(), data.labels());
  CHECK(last < first / 2);
  const std::array<int, 1> wrong{7};
  CHECK_THROWS_AS(trainer.step({images.data(), {1, 10, 10, 1}}, wrong), ArgumentError);
  CHECK_THROWS_AS(trainer.step({images.data(), {1, 5, 20, 1}}, data.labels().first(1)), ShapeError);
  CHECK_THROWS_AS(trainer.step(images.view(), data.labels().first(3)), ShapeError);
}

TEST_CASE("options out of range, and data or models that do not fit, say so") {
  const Dataset data = tiny_dataset(16);
  Model model = tiny_model();
  const auto with = [&](auto change) {
    TrainOptions o = quick(1);
    change(o);
    return [&model, &data, o] { fit(model, data, o); };
  };
  CHECK_THROWS_WITH_AS(with([](auto& o) { o.epochs = 0; })(), "epochs must be at least 1: found 0", ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.batch_size = 0; })(), ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.threads = -1; })(), ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.label_smoothing = 1; })(), ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.ema_decay = 1; })(), ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.early_stopping = EarlyStopping{.patience = 0}; })(), ArgumentError);
  CHECK_THROWS_AS(with([](auto& o) { o.optimizer = Adam{-1.0f}; })(), ArgumentError);
  Model headless({10, 10, 1}, {Dense{4}});
  CHECK_THROWS_AS(fit(headless, data, quick(1)), ShapeError);
  Model other({8, 8, 1}, {Dense{4}, Softmax{}});
  CHECK_THROWS_WITH_AS(fit(other, data, quick(1)), "the model takes images of 8x8x1, the data has 10x10x1", ShapeError);
  Model few({10, 10, 1}, {Dense{2}, Softmax{}});
  CHECK_THROWS_WITH_AS(fit(few, data, quick(1)), "the model tells 2 classes apart, the data has 4", ShapeError);
  CHECK_THROWS_AS(fit(model, Dataset{}, quick(1)), ArgumentError);
}

TEST_CASE("a state of another model is refused") {
  const Dataset data = tiny_dataset(16);
  Model model = tiny_model();
  Model other({10, 10, 1}, {Dense{4}, Softmax{}});
  Trainer trainer(model, data, quick(1));
  Trainer another(other, data, quick(1));
  CHECK_THROWS_AS(trainer.restore(another.state()), ArgumentError);
  TrainerState ahead = trainer.state();
  ahead.step = 1000;
  CHECK_THROWS_AS(trainer.restore(ahead), ArgumentError);
}
