#include "digitnet/architectures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "digitnet/model.hpp"

using namespace digitnet;

namespace {
std::size_t parameters(std::string_view name) {
  const auto architecture = find_architecture(name);
  REQUIRE(architecture);
  return Model(architecture->input, architecture->layers).parameters().size();
}
}  // namespace

TEST_CASE("the specification's networks have the parameters it counts") {
  CHECK(parameters("seed") == 609354);
  CHECK(parameters("report") == 2399690);
  CHECK(parameters("notebook") == 2380938);
}

TEST_CASE("every built-in architecture reads 28x28 digits, and one tells what is no digit") {
  for (const std::string_view name : architecture_names()) {
    const auto architecture = find_architecture(name);
    const Model model(architecture->input, architecture->layers);
    CHECK(model.input_shape() == Shape{28, 28, 1});
    CHECK(model.classes() == (name.starts_with("reader") ? 11 : 10));
  }
  CHECK_FALSE(find_architecture("lenet"));
}

TEST_CASE("checkpoints that name an architecture as it once was called go on") {
  CHECK(find_architecture("default")->layers == find_architecture("normalized")->layers);
  CHECK(std::ranges::count(architecture_names(), std::string_view("default")) == 0);
}
