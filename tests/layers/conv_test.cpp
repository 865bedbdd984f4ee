#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("a 2x2 kernel over 3x3 pixels gives the four sums that one writes by hand") {
  const Values x{1, 2, 3,  //
                 4, 5, 6,  //
                 7, 8, 9};
  LayerRun run(Conv{.filters = 1, .kernel = 2}, {3, 3, 1}, x, {1, 10, 100, 1000, 0.5});
  const auto y = run.forward();
  CHECK(std::vector<float>(y.begin(), y.end()) == std::vector<float>{5421.5f, 6532.5f, 8754.5f, 9865.5f});
}

TEST_CASE("same padding puts the odd zero to the bottom right") {
  LayerRun run(Conv{.filters = 1, .kernel = 2, .padding = Padding::same}, {2, 2, 1}, {1, 2, 3, 4},
               {1, 10, 100, 1000, 0});
  const auto y = run.forward();
  CHECK(std::vector<float>(y.begin(), y.end()) == std::vector<float>{4321, 402, 43, 4});
}

TEST_CASE("output shapes follow Keras's rules") {
  CHECK(output_shape(Conv{.filters = 8}, {28, 28, 1}) == Shape{26, 26, 8});
  CHECK(output_shape(Conv{.filters = 8, .stride = 2}, {28, 27, 1}) == Shape{13, 13, 8});
  CHECK(output_shape(Conv{.filters = 8, .stride = 2, .padding = Padding::same}, {28, 27, 1}) == Shape{14, 14, 8});
}

TEST_CASE("a joined ReLU cuts the output off and masks the gradient") {
  for (const int channels : {1, 16}) {  // direct and by Winograd's algorithm
    CAPTURE(channels);
    const auto count = static_cast<std::size_t>(channels);
    const Values x = random_values(36 * count, 1);
    const Values w = random_values(16 * 9 * count + 16, 2);
    const Layer layer = Conv{.filters = 16};
    const Shape in{6, 6, channels};
    Values cut = oracle_forward(layer, in, x, w);
    const Values upstream = random_values(cut.size(), 3);
    Values masked = upstream;
    for (std::size_t i = 0; i < cut.size(); ++i) {
      masked[i] = cut[i] > 0 ? masked[i] : 0;
      cut[i] = std::max(cut[i], 0.0);
    }
    LayerRun joined(layer, in, x, w);
    joined.relu = true;
    CHECK(relative_distance(joined.forward(), cut) < 5e-6);
    joined.backward(upstream);
    LayerRun plain(layer, in, x, w);
    plain.forward();
    plain.backward(masked);
    CHECK(std::ranges::equal(joined.grad_input(), plain.grad_input()));
    CHECK(std::ranges::equal(joined.grad_parameters(), plain.grad_parameters()));
  }
}

TEST_CASE("a convolution that cannot be says why") {
  CHECK_THROWS_WITH_AS(static_cast<void>(output_shape(Conv{.kernel = 5}, {4, 28, 1})),
                       "kernel 5 does not fit into 4x28", ShapeError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(Conv{}, {10})), ShapeError);
  CHECK_THROWS_WITH_AS(static_cast<void>(output_shape(Conv{.filters = 0}, {28, 28, 1})),
                       "filters must be from 1 to 65536: found 0", ArgumentError);
  CHECK_THROWS_AS(static_cast<void>(output_shape(Conv{.stride = 0}, {28, 28, 1})), ArgumentError);
}
