#include "digitnet/predictor.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <thread>
#include <vector>

#include "digitnet/error.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

Tensor images(int count) {
  const Dataset data = tiny_dataset(static_cast<std::size_t>(count));
  Tensor batch({count, 10, 10, 1});
  for (std::size_t i = 0; i < data.size(); ++i) copy_image(data, i, batch.data() + i * 100);
  return batch;
}

std::vector<float> outputs(const Model& model, const Tensor& batch, int threads) {
  Predictor predictor(model, batch.shape()[0], threads);
  const auto found = predictor.outputs(batch.view());
  return {found.begin(), found.end()};
}

}  // namespace

TEST_CASE("a prediction is the most probable class, and probabilities sum to 1") {
  const Model model = tiny_model();
  const Prediction p = Predictor(model).predict({images(1).data(), {10, 10, 1}});
  REQUIRE(p.probabilities.size() == 4);
  CHECK(std::accumulate(p.probabilities.begin(), p.probabilities.end(), 0.0f) == doctest::Approx(1));
  CHECK(p.probability == *std::max_element(p.probabilities.begin(), p.probabilities.end()));
  CHECK(p.probability == p.probabilities[static_cast<std::size_t>(p.label)]);
}

TEST_CASE("an image is read the same alone, in a batch, and with any number of threads") {
  const Model model = tiny_model();
  const Tensor batch = images(21);
  const std::vector<float> together = outputs(model, batch, 1);
  for (const int threads : {2, 3, 8}) CHECK(outputs(model, batch, threads) == together);
  Predictor alone(model);
  for (int i = 0; i < 21; ++i) {
    const auto found = alone.outputs({batch.data() + i * 100, {1, 10, 10, 1}});
    CHECK(std::equal(found.begin(), found.end(), together.begin() + i * 4));
  }
}

TEST_CASE("threads that share one image read it as one thread does, again and again") {
  const Tensor batch = images(21);
  for (const Model& model : {tiny_model(), wide_model()}) {
    const std::vector<float> together = outputs(model, batch, 1);
    for (const int threads : {1, 2, 3, 8}) {
      Predictor alone(model, 1, threads);
      for (int i = 0; i < 21; ++i) {
        const auto found = alone.outputs({batch.data() + i * 100, {1, 10, 10, 1}});
        CHECK(std::equal(found.begin(), found.end(), together.begin() + i * 4));
      }
    }
  }
}

TEST_CASE("threads share a model, each with a predictor of its own") {
  const Model model = tiny_model();
  const Tensor batch = images(8);
  const std::vector<float> expected = outputs(model, batch, 1);
  std::array<bool, 4> right{};
  std::vector<std::thread> threads;
  for (bool& same : right) threads.emplace_back([&] { same = outputs(model, batch, 1) == expected; });
  for (std::thread& thread : threads) thread.join();
  CHECK(std::ranges::count(right, true) == 4);
}

TEST_CASE("top_k sorts by probability, and equal ones by class") {
  const std::array<float, 4> probabilities{0.2f, 0.3f, 0.2f, 0.3f};
  CHECK(top_k(probabilities, 3) == std::vector<int>{1, 3, 0});
  CHECK(top_k(probabilities, 9).size() == 4);
  CHECK(top_k(probabilities, 0).empty());
  CHECK(top_k(std::array<float, 3>{NAN, 0.1f, NAN}, 3) == std::vector<int>{1, 0, 2});
}

TEST_CASE("images that do not fit say so") {
  const Model model = tiny_model();
  Predictor predictor(model, 2);
  const Tensor batch = images(3);
  CHECK_THROWS_WITH_AS(predictor.outputs(batch.view()), "this predictor takes at most 2 images at a time: found 3",
                       ArgumentError);
  CHECK_THROWS_WITH_AS(predictor.outputs({batch.data(), {1, 5, 20, 1}}),
                       "the model takes images of Nx10x10x1: found 1x5x20x1", ShapeError);
  CHECK_THROWS_AS(predictor.predict({batch.data(), {2, 10, 10, 1}}), ShapeError);
  CHECK_THROWS_AS(Predictor(model, 0), ArgumentError);
}
