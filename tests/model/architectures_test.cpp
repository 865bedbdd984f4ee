#include "digitnet/architectures.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <variant>

#include "digitnet/model.hpp"
#include "kernels/kernels.hpp"

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

TEST_CASE(
    "the compact reader has fewer parameters than the others, and Winograd's algorithm computes its 3x3 convolutions") {
  CHECK(parameters("reader-compact") == 233419);
  CHECK(parameters("reader") == 338027);
  const auto architecture = find_architecture("reader-compact");
  const Model model(architecture->input, architecture->layers);
  CHECK(model.output_shape(0) == Shape{24, 24, 32});
  for (std::size_t i = 1; i < model.layers().size(); ++i) {
    const auto* conv = std::get_if<Conv>(&model.layers()[i]);
    if (conv == nullptr) continue;
    const Shape& in = model.output_shape(i - 1);
    const Shape& out = model.output_shape(i);
    CHECK(out[0] <= 12);
    CHECK(winograd_tile({in[0], in[1], in[2], out[0], out[1], out[2], conv->kernel, conv->stride, 1, 1}) != 0);
  }
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
