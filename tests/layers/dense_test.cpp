#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/error.hpp"
#include "support/layer_run.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("two inputs and two units give the sums that one writes by hand") {
  LayerRun run(Dense{2}, {2}, {1, 2}, {1, 10, 100, 1000, 0.5, 0.25});
  const auto y = run.forward();
  CHECK(std::vector<float>(y.begin(), y.end()) == std::vector<float>{201.5f, 2010.25f});
}

TEST_CASE("any number of parts compute the same bits as one") {
  const Shape in{6, 5, 9};
  for (const int units : {10, 64, 130})
    for (const std::size_t samples : {std::size_t{1}, std::size_t{20}}) {
      const Values x = random_values(samples * in.size(), 1);
      const Values w = random_values((in.size() + 1) * static_cast<std::size_t>(units), 2);
      const Values upstream = random_values(samples * static_cast<std::size_t>(units), 3);
      LayerRun whole(Dense{units}, in, x, w);
      whole.forward();
      whole.backward(upstream);
      for (const int count : {2, 3, 8}) {
        LayerRun parts(Dense{units}, in, x, w);
        for (int part = 0; part < count; ++part) parts.forward(true, {part, count});
        for (int part = 0; part < count; ++part) parts.backward(upstream, {part, count});
        CHECK(std::ranges::equal(parts.output(), whole.output()));
        CHECK(std::ranges::equal(parts.grad_input(), whole.grad_input()));
        CHECK(std::ranges::equal(parts.grad_parameters(), whole.grad_parameters()));
      }
    }
}

TEST_CASE("a dense layer of no units says so") {
  CHECK_THROWS_WITH_AS(static_cast<void>(output_shape(Dense{0}, {4})), "units must be from 1 to 1048576: found 0",
                       ArgumentError);
}
