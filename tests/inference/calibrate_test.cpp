#include "digitnet/calibrate.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"
#include "digitnet/evaluate.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// Of two classes, says that of the white pixel; its logits are `sureness` apart.
Model eye(float sureness, int outputs = 2) {
  Model model({1, 2, 1}, {Dense{outputs}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  for (int c = 0; c < 2; ++c) model.parameters()[static_cast<std::size_t>(c * outputs + c)] = sureness;
  return model;
}

/// 100 images of a white pixel 0 or 1, of which `wrong` have the other label.
Dataset with_mistakes(int wrong) {
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  for (int i = 0; i < 100; ++i) {
    const int shown = i % 2;
    pixels.insert(pixels.end(),
                  {static_cast<std::uint8_t>(shown == 0 ? 255 : 0), static_cast<std::uint8_t>(shown * 255)});
    labels.push_back(i < wrong ? 1 - shown : shown);
  }
  return {{1, 2, 1}, std::move(pixels), std::move(labels), 2};
}

}  // namespace

TEST_CASE(
    "the temperature is the one that makes a model as sure as it is right, whether it was too sure or too little") {
  // 90 of 100 right: the logits should be log(.9 / .1) apart.
  for (const float sureness : {0.5f, 2.0f, 9.0f}) {
    CAPTURE(sureness);
    Model model = eye(sureness);
    const Calibration found = calibrate(model, with_mistakes(10), 1);
    CHECK(found.temperature == doctest::Approx(sureness / std::log(9.0)).epsilon(1e-4));
    CHECK(found.calibration_error_before ==
          doctest::Approx(std::abs(1 / (1 + std::exp(-sureness)) - .9)).epsilon(1e-3));
    CHECK(found.calibration_error_after < 1e-4);
    CHECK(found.loss_after == doctest::Approx(-.9 * std::log(.9) - .1 * std::log(.1)).epsilon(1e-4));
    CHECK(found.loss_after < found.loss_before);
  }
}

TEST_CASE("the calibrated model itself has the loss and the calibration error that were found, and answers as before") {
  const Dataset data = tiny_dataset(200);
  Model model = tiny_model();
  const Evaluation before = evaluate(model, data, 1);
  const Calibration found = calibrate(model, data, 1);
  const Evaluation after = evaluate(model, data, 1);
  CHECK(found.temperature != doctest::Approx(1).epsilon(.01));
  CHECK(before.loss == doctest::Approx(found.loss_before).epsilon(1e-4));
  CHECK(before.confidence.calibration_error == doctest::Approx(found.calibration_error_before).epsilon(1e-3));
  CHECK(after.loss == doctest::Approx(found.loss_after).epsilon(1e-4));
  CHECK(after.confidence.calibration_error == doctest::Approx(found.calibration_error_after).epsilon(1e-3));
  CHECK(after.confusion == before.confusion);
}

TEST_CASE("batch normalisation before the softmax is divided as a dense layer is") {
  const Dataset data = tiny_dataset(100);
  Model model({10, 10, 1}, {Dense{4}, BatchNorm{}, Softmax{}}, 3);
  const Calibration found = calibrate(model, data, 1);
  CHECK(evaluate(model, data, 1).loss == doctest::Approx(found.loss_after).epsilon(1e-4));
}

TEST_CASE("an output more than the data has classes takes part in the probabilities") {
  Model model = eye(4, 3);
  model.parameters().back() = 3;  // the third one's bias
  const Dataset data = with_mistakes(10);
  const Calibration found = calibrate(model, data, 1);
  const Evaluation after = evaluate(model, data, 1);
  CHECK(after.loss == doctest::Approx(found.loss_after).epsilon(1e-4));
  CHECK(after.confidence.calibration_error == doctest::Approx(found.calibration_error_after).epsilon(1e-3));
}

TEST_CASE("data without a mistake does not make a model surer") {
  Model model = eye(1);
  CHECK(calibrate(model, with_mistakes(0), 1).temperature == doctest::Approx(1));
}

TEST_CASE("what cannot be calibrated says so") {
  Model model = eye(1);
  CHECK_THROWS_AS(calibrate(model, Dataset{}), ArgumentError);
  CHECK_THROWS_AS(calibrate(model, tiny_dataset(3)), ShapeError);
  Model bare({1, 2, 1}, {Dense{2}});
  CHECK_THROWS_WITH_AS(calibrate(bare, with_mistakes(1)),
                       "a model to be calibrated ends in Softmax, behind a layer with weights", ShapeError);
}
