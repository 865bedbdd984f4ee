#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

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

Result train(const TrainOptions& o) {
  const Dataset data = tiny_dataset(103);
  const Dataset validation = tiny_dataset(30, 2);
  Model model = tiny_model();
  const History history = fit(model, data, validation, o);
  return result(model, history);
}

/// Trains `steps` steps, goes on in a new trainer on a copy of the model, and so on until the end.
Result train_with_breaks(TrainOptions o, int steps) {
  const Dataset data = tiny_dataset(103);
  const Dataset validation = tiny_dataset(30, 2);
  Model model = tiny_model();
  TrainerState state;
  bool first = true;
  while (first || !state.finished) {
    Model copy = model;
    int left = steps;
    o.on_step = [&](const Progress&) { return --left > 0; };
    Trainer trainer(copy, data, validation, o);
    if (!first) trainer.restore(state);
    trainer.run();
    state = trainer.state();
    model = copy;
    first = false;
  }
  return result(model, state.history);
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
