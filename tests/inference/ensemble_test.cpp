#include "digitnet/ensemble.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "digitnet/error.hpp"
#include "inference/views.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

std::vector<float> one_image() {
  std::vector<float> image(100);
  copy_image(tiny_dataset(1), 0, image.data());
  return image;
}

std::vector<float> outputs_of(const Model& model, const std::vector<float>& image) {
  return Predictor(model).predict({image.data(), {10, 10, 1}}).probabilities;
}

}  // namespace

TEST_CASE("an ensemble of one model and one view is that model") {
  const Model model = tiny_model();
  const std::vector<float> image = one_image();
  CHECK(Ensemble({&model}).predict({image.data(), {10, 10, 1}}).probabilities == outputs_of(model, image));
  const Dataset data = tiny_dataset(50);
  Ensemble ensemble({&model}, {.max_batch = 7});
  const Evaluation together = evaluate(ensemble, data);
  const Evaluation alone = evaluate(model, data);
  CHECK(together.confusion == alone.confusion);
  CHECK(together.loss == doctest::Approx(alone.loss));
}

TEST_CASE("the probabilities of models are averaged") {
  const std::array<Model, 3> models{tiny_model(1), tiny_model(2), tiny_model(3)};
  const std::vector<float> image = one_image();
  const Prediction found = Ensemble({&models[0], &models[1], &models[2]}).predict({image.data(), {10, 10, 1}});
  for (std::size_t c = 0; c < 4; ++c) {
    float sum = 0;
    for (const Model& model : models) sum += outputs_of(model, image)[c];
    CHECK(found.probabilities[c] == doctest::Approx(sum / 3));
  }
}

TEST_CASE("the probabilities of views are averaged") {
  const Model model = tiny_model();
  const std::vector<float> image = one_image();
  const Prediction found = Ensemble({&model}, {.views = 3}).predict({image.data(), {10, 10, 1}});
  std::vector<float> sum(4, 0);
  for (std::size_t view = 0; view < 3; ++view) {
    std::vector<float> seen(100);
    look(image.data(), {10, 10, 1}, kViews[view], seen.data());
    for (std::size_t c = 0; c < 4; ++c) sum[c] += outputs_of(model, seen)[c];
  }
  for (std::size_t c = 0; c < 4; ++c) CHECK(found.probabilities[c] == doctest::Approx(sum[c] / 3));
}

TEST_CASE("an ensemble reads a batch as it reads its images one by one") {
  const std::array<Model, 2> models{tiny_model(1), tiny_model(2)};
  const Dataset data = tiny_dataset(20);
  Ensemble one({&models[0], &models[1]}, {.views = 5});
  Ensemble many({&models[0], &models[1]}, {.views = 5, .max_batch = 20, .threads = 2});
  CHECK(evaluate(one, data).loss == evaluate(many, data).loss);
}

TEST_CASE("an ensemble that cannot be says so") {
  const Model model = tiny_model();
  const Model other({1, 3, 1}, {Dense{4}, Softmax{}});
  CHECK_THROWS_WITH_AS(Ensemble({}), "an ensemble needs at least one model", ArgumentError);
  CHECK_THROWS_WITH_AS(Ensemble({&model}, {.views = 10}), "views must be from 1 to 9: found 10", ArgumentError);
  CHECK_THROWS_WITH_AS(
      Ensemble({&model, &other}),
      "the models of an ensemble take the same and tell the same apart: expected 10x10x1 and 4 outputs "
      "as of the first, found 1x3x1 and 4",
      ShapeError);
  Ensemble ensemble({&model});
  const Tensor wrong({1, 5, 20, 1});
  CHECK_THROWS_AS(ensemble.outputs(wrong.view()), ShapeError);
  CHECK_THROWS_AS(static_cast<void>(evaluate(ensemble, Dataset{})), ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(evaluate(ensemble, Dataset({1, 3, 1}, {0, 0, 0}, {0}, 3))), ShapeError);
}
