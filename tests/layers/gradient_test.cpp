// Every layer, forward and backward, against the oracle in double: the output against the formula, the gradients
// against central differences under an upstream gradient that is different everywhere.

#include <doctest/doctest.h>

#include <numeric>
#include <string>
#include <vector>

#include "support/layer_run.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

struct Case {
  Layer layer;
  Shape in;
  std::size_t samples;
  double rounding = 5e-6;  // that the forward pass may show, of the largest output
};

std::size_t trainable_count(const Case& c) {
  std::size_t count = 0;
  for (const ParameterSpec& spec : parameter_specs(c.layer, c.in)) count += spec.trainable ? spec.shape.size() : 0;
  return count;
}

double dot(const Values& a, const Values& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {Conv{.filters = 1, .kernel = 1}, {1, 1, 1}, 1},
      {Conv{.filters = 3, .kernel = 3}, {5, 5, 1}, 2},
      {Conv{.filters = 16, .kernel = 3}, {6, 7, 4}, 2},
      {Conv{.filters = 17, .kernel = 3}, {5, 5, 3}, 3},
      {Conv{.filters = 33, .kernel = 2}, {4, 4, 5}, 1},
      {Conv{.filters = 50, .kernel = 3}, {4, 4, 2}, 1},
      {Conv{.filters = 64, .kernel = 1}, {3, 2, 8}, 1},
      {Conv{.filters = 70, .kernel = 3}, {3, 4, 2}, 1},
      {Conv{.filters = 4, .kernel = 3, .padding = Padding::same}, {5, 4, 2}, 2},
      {Conv{.filters = 4, .kernel = 4, .padding = Padding::same}, {5, 6, 2}, 1},
      {Conv{.filters = 4, .kernel = 5, .padding = Padding::same}, {3, 3, 2}, 1},
      {Conv{.filters = 4, .kernel = 3, .stride = 2}, {7, 8, 2}, 2},
      {Conv{.filters = 4, .kernel = 2, .stride = 3}, {9, 8, 3}, 1},
      {Conv{.filters = 4, .kernel = 3, .stride = 2, .padding = Padding::same}, {6, 7, 3}, 2},
      {Conv{.filters = 4, .kernel = 1, .stride = 2, .padding = Padding::same}, {5, 5, 3}, 1},
      // Large enough for Winograd's algorithm: whole tiles, broken ones, more tiles than are taken at a time,
      // tiles of each size.
      {Conv{.filters = 16}, {6, 6, 16}, 1},
      {Conv{.filters = 32}, {9, 8, 16}, 2},
      {Conv{.filters = 16, .padding = Padding::same}, {7, 5, 16}, 2},
      {Conv{.filters = 16, .padding = Padding::same}, {4, 4, 16}, 27},
      {Conv{.filters = 16, .padding = Padding::same}, {8, 7, 16}, 2},
      {Conv{.filters = 16, .padding = Padding::same},
       {6, 18, 16},
       1,
       1e-5},  // tiles of 6x6: twice the noise (decision 7)
      {MaxPool{}, {4, 6, 3}, 2},
      {MaxPool{}, {5, 5, 17}, 1},
      {MaxPool{.window = 3, .stride = 2}, {7, 6, 2}, 2},
      {MaxPool{.window = 2, .stride = 1}, {4, 4, 5}, 1},
      {MaxPool{.window = 1, .stride = 2}, {4, 5, 2}, 1},
      {Dense{1}, {3}, 1},
      {Dense{10}, {7}, 5},
      {Dense{64}, {3, 3, 4}, 7},
      {Dense{33}, {300}, 3},
      {Dense{100}, {65}, 13},
      {Relu{}, {3, 4, 5}, 2},
      {Softmax{}, {10}, 3},
      {Softmax{}, {2, 2, 3}, 1},
      {BatchNorm{}, {3, 4, 5}, 3},
      {BatchNorm{}, {20}, 6},
      {BatchNorm{.epsilon = 0.5f}, {2, 2, 17}, 2},
  };
  return all;
}

}  // namespace

TEST_CASE("gradients of weights are added to those of a shard's earlier samples; a dense layer has the whole batch") {
  for (const Layer& layer :
       {Layer{Conv{.filters = 3}}, Layer{Conv{.filters = 16}}, Layer{BatchNorm{}}, Layer{Dense{4}}}) {
    CAPTURE(describe(layer));
    const Case c{layer, {6, 6, 16}, 2};
    const Values upstream = random_values(c.samples * output_shape(layer, c.in).size(), 5);
    LayerRun run(layer, c.in, random_values(c.samples * c.in.size(), 3), random_values(trainable_count(c), 4));
    run.forward();
    run.backward(upstream);
    Values expected(run.grad_parameters().begin(), run.grad_parameters().end());
    if (!is_batch_wide(layer))
      for (double& value : expected) value *= 2;
    run.backward(upstream);
    CHECK(relative_distance(run.grad_parameters(), expected) < 1e-6);
  }
}

TEST_CASE("every layer computes its formula") {
  for (const Case& c : cases()) {
    CAPTURE(describe(c.layer));
    CAPTURE(c.in.to_string());
    const Values x = random_values(c.samples * c.in.size(), 1);
    const Values w = random_values(trainable_count(c), 2);
    LayerRun run(c.layer, c.in, x, w);
    CHECK(relative_distance(run.forward(), oracle_forward(c.layer, c.in, x, w)) < c.rounding);
  }
}

TEST_CASE("every layer's gradients are those of its formula") {
  for (const Case& c : cases()) {
    CAPTURE(describe(c.layer));
    CAPTURE(c.in.to_string());
    const Values x = random_values(c.samples * c.in.size(), 3);
    const Values w = random_values(trainable_count(c), 4);
    const Values upstream = random_values(c.samples * output_shape(c.layer, c.in).size(), 5);
    LayerRun run(c.layer, c.in, x, w);
    run.forward();
    run.backward(upstream);
    const auto loss_of_x = [&](const Values& v) { return dot(oracle_forward(c.layer, c.in, v, w), upstream); };
    const auto loss_of_w = [&](const Values& v) { return dot(oracle_forward(c.layer, c.in, x, v), upstream); };
    CHECK(gradient_distance(run.grad_input(), loss_of_x, x) < 2e-5);
    if (!w.empty()) CHECK(gradient_distance(run.grad_parameters(), loss_of_w, w) < 2e-5);
  }
}
