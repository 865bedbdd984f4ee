#include "digitnet/model.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "digitnet/error.hpp"
#include "support/tiny_problem.hpp"

using namespace digitnet;

TEST_CASE("a model names its arrays in the order of its layers") {
  const Model model({6, 6, 1}, {Conv{.filters = 2}, BatchNorm{}, Dense{3}, Softmax{}});
  std::vector<std::string> names;
  for (const ParameterInfo& info : model.parameter_infos()) names.push_back(info.name);
  CHECK(names == std::vector<std::string>{"0.conv.weight", "0.conv.bias", "1.batch_norm.gamma", "1.batch_norm.beta",
                                          "1.batch_norm.mean", "1.batch_norm.variance", "2.dense.weight",
                                          "2.dense.bias"});
  CHECK(model.parameter_infos()[6].shape == Shape{32, 3});
  CHECK(model.parameters().size() == 9 * 2 + 2 + 4 + 32 * 3 + 3);
  CHECK(model.statistics().size() == 4);
  CHECK(model.classes() == 3);
}

TEST_CASE("weights start uniform within Glorot's or He's limit, biases and means at 0, gamma and variance at 1") {
  const Model model({10, 10, 3}, {Conv{.filters = 40}, BatchNorm{}, Dense{50, Init::he}, Softmax{}});
  const auto check_uniform = [&](std::size_t i, double limit) {
    const auto values = model.values(model.parameter_infos()[i]);
    double square = 0;
    for (const float value : values) square += static_cast<double>(value) * static_cast<double>(value);
    CHECK(*std::ranges::max_element(values) <= limit);
    CHECK(*std::ranges::min_element(values) >= -limit);
    CHECK(std::sqrt(square / static_cast<double>(values.size())) ==
          doctest::Approx(limit / std::sqrt(3.0)).epsilon(0.05));
  };
  check_uniform(0, std::sqrt(6.0 / (9 * 3 + 9 * 40)));
  check_uniform(6, std::sqrt(6.0 / (8 * 8 * 40)));
  const auto all = [&](std::size_t i, float value) {
    return std::ranges::all_of(model.values(model.parameter_infos()[i]), [&](float v) { return v == value; });
  };
  CHECK(all(1, 0));
  CHECK(all(2, 1));
  CHECK(all(3, 0));
  CHECK(all(4, 0));
  CHECK(all(5, 1));
}

TEST_CASE("the same seed draws the same weights, another seed others") {
  CHECK(std::ranges::equal(test::tiny_model(5).parameters(), test::tiny_model(5).parameters()));
  CHECK_FALSE(std::ranges::equal(test::tiny_model(5).parameters(), test::tiny_model(6).parameters()));
}

TEST_CASE("a copy of a model is deep") {
  const Model first = test::tiny_model();
  Model second = first;
  second.parameters()[0] += 1;
  CHECK(first.parameters()[0] != second.parameters()[0]);
}

TEST_CASE("layers that do not fit are named") {
  CHECK_THROWS_WITH_AS(Model({4, 4, 1}, {Conv{}, Conv{}}), "layer 1 (conv): kernel 3 does not fit into 2x2",
                       ShapeError);
  CHECK_THROWS_WITH_AS(Model({4, 4, 1}, {Dropout{2.0f}}),
                       "layer 0 (dropout): dropout rate must be at least 0 and below 1: found 2", ArgumentError);
  CHECK_THROWS_AS(Model({4, 4, 1}, {}), ShapeError);
  CHECK_THROWS_AS(Model({4}, {Dense{2}}), ShapeError);
}

TEST_CASE("the summary shows every layer and the totals") {
  const std::string text = summary(Model({28, 28, 1}, {Conv{.filters = 32}, Relu{}, Dense{10}, Softmax{}}));
  CHECK(text.find("conv 32 3x3") != std::string::npos);
  CHECK(text.find("26x26x32") != std::string::npos);
  CHECK(text.find("216,330") != std::string::npos);
  CHECK(text.find("Parameters: 216,650 (trainable 216,650, running statistics 0)") != std::string::npos);
}
