#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "digitnet/checkpoint.hpp"
#include "digitnet/trainer.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

TrainOptions options() {
  TrainOptions o;
  o.epochs = 3;
  o.batch_size = 20;
  o.seed = 5;
  o.ema_decay = 0.9f;
  o.label_smoothing = 0.1f;
  o.schedule = {CosineSchedule{}, 3};
  return o;
}

struct Result {
  std::vector<float> parameters;
  std::vector<float> statistics;
  History history;
};

/// Histories are the same but for the seconds.
bool same(const Result& a, Result b) {
  for (std::size_t i = 0; i < std::min(a.history.size(), b.history.size()); ++i)
    b.history[i].seconds = a.history[i].seconds;
  return a.parameters == b.parameters && a.statistics == b.statistics && a.history == b.history;
}

Result result(const Model& model, const History& history) {
  return {{model.parameters().begin(), model.parameters().end()},
          {model.statistics().begin(), model.statistics().end()},
          history};
}

Result train(const TrainOptions& o, Model model = tiny_model(), std::size_t images = 103) {
  const Dataset data = tiny_dataset(images);
  const Dataset validation = tiny_dataset(30, 2);
  const History history = fit(model, data, validation, o);
  return result(model, history);
}

/// Trains `steps` steps, goes on in a new trainer from a checkpoint file, and so on until the end.
Result train_with_breaks(TrainOptions o, int steps) {
  const Dataset data = tiny_dataset(103);
  const Dataset validation = tiny_dataset(30, 2);
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("digitnet-resume-" + std::to_string(::getpid()));
  Model model = tiny_model();
  for (bool first = true;; first = false) {
    int left = steps;
    o.on_step = [&](const Progress&) { return --left > 0; };
    Trainer trainer(model, data, validation, o);
    if (!first) {
      const Checkpoint checkpoint = load_checkpoint(folder);
      model = checkpoint.model;
      trainer.restore(checkpoint.state);
    }
    trainer.run();
    if (trainer.state().finished) {
      std::filesystem::remove_all(folder);
      return result(model, trainer.history());
    }
    save_checkpoint(model, trainer.state(), "{}", folder);
    model = tiny_model(99);  // so that nothing is left but the checkpoint
  }
}

}  // namespace

TEST_CASE("1, 2, 3 and 8 threads give the same bits") {
  TrainOptions o = options();
  o.threads = 1;
  const Result expected = train(o);
  for (const int threads : {2, 3, 8}) {
    o.threads = threads;
    CHECK(same(train(o), expected));
  }
}

TEST_CASE("so they do where shards are taken in chunks and convolutions by Winograd's algorithm") {
  TrainOptions o = options();
  o.epochs = 1;
  o.batch_size = kWideBatch;
  o.threads = 1;
  const Result expected = train(o, wide_model(), 3 * kWideBatch - 100);
  for (const int threads : {2, 3, 8}) {
    o.threads = threads;
    CHECK(same(train(o, wide_model(), 3 * kWideBatch - 100), expected));
  }
}

TEST_CASE("another seed gives other bits") {
  TrainOptions o = options();
  const Result expected = train(o);
  o.seed = 6;
  CHECK_FALSE(same(train(o), expected));
}

TEST_CASE("training that is interrupted anywhere goes on with the same bits, with every optimiser") {
  for (const Optimizer& optimizer :
       {Optimizer{Adadelta{1.0f}}, Optimizer{Sgd{.momentum = 0.9f}}, Optimizer{Adam{}}, Optimizer{AdamW{}}}) {
    TrainOptions o = options();
    o.optimizer = optimizer;
    const Result expected = train(o);
    for (const int steps : {1, 4, 6, 7}) {  // an epoch has six steps
      CAPTURE(name(optimizer));
      CAPTURE(steps);
      CHECK(same(train_with_breaks(o, steps), expected));
    }
  }
}

TEST_CASE("so does training that stops early") {
  TrainOptions o = options();
  o.epochs = 40;
  o.ema_decay = 0;
  o.optimizer = Adam{0.03f};
  o.early_stopping = EarlyStopping{.patience = 2};
  const Result expected = train(o);
  REQUIRE(expected.history.size() < 40);
  for (const int steps : {5, 6}) CHECK(same(train_with_breaks(o, steps), expected));
}
