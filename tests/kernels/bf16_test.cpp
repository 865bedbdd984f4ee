// Products in bfloat16. Given numbers that bfloat16 holds they are exact but for the sums in float, so that they may be
// compared as narrowly as those in float: forward with the oracle, backward with the kernels in float, which
// tests/layers compares with the oracle. In tiles that are emulated (emulated_tiles.hpp) everywhere, and with the
// processor's own instructions where it has them.

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <variant>

#include "digitnet/isa.hpp"
#include "kernels/tables.hpp"
#include "support/layer_run.hpp"
#include "support/random_values.hpp"

namespace digitnet::kernel_bodies::emulated_tiles {
[[nodiscard]] const Kernels& table() noexcept;
}

using namespace digitnet;
using namespace digitnet::test;

namespace {

struct Case {
  Layer layer;
  Shape in;
  std::size_t samples;
};

const std::vector<Case> kCases{
    {Conv{.filters = 16}, {5, 6, 16}, 2},
    {Conv{.filters = 64}, {9, 26, 32}, 1},
    {Conv{.filters = 48}, {12, 7, 16}, 2},
    {Conv{.filters = 32, .padding = Padding::same}, {7, 5, 16}, 2},
    {Conv{.filters = 16, .kernel = 5, .padding = Padding::same}, {6, 9, 16}, 1},
    {Conv{.filters = 16, .kernel = 2, .padding = Padding::same}, {4, 4, 32}, 1},
    {Conv{.filters = 16, .kernel = 1}, {3, 5, 16}, 1},
    {Dense{16}, {32}, 1},
    {Dense{48}, {4, 4, 10}, 5},
    {Dense{64}, {1056}, 3},
    {Dense{32}, {64}, 130},
    {Dense{16}, {32}, 523},
    // Computed in float:
    {Conv{.filters = 16, .stride = 2}, {7, 8, 16}, 1},
    {Conv{.filters = 32}, {5, 5, 1}, 1},
    {Dense{10}, {32}, 2},
};

/// Random values that bfloat16 holds.
Values bf16_values(std::size_t count, std::uint64_t seed) {
  Values values = random_values(count, seed);
  for (double& value : values) {
    const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    value = static_cast<double>(std::bit_cast<float>(bits & 0xffff0000U));
  }
  return values;
}

std::size_t parameter_count(const Case& c) {
  std::size_t count = 0;
  for (const ParameterSpec& spec : parameter_specs(c.layer, c.in)) count += spec.shape.size();
  return count;
}

std::vector<const Kernels*> bf16_tables() {
  std::vector<const Kernels*> tables{&kernel_bodies::emulated_tiles::table()};
  const Kernels& direct = kernels(Precision::bf16, Purpose::inference);
  if (&direct != &kernels()) tables.push_back(&direct);
  return tables;
}

Values doubles(std::span<const float> values) {
  return {values.begin(), values.end()};
}

/// The root mean square of the differences over that of the expected values.
double noise(std::span<const float> values, std::span<const float> expected) {
  double difference = 0;
  double size = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    difference += std::pow(static_cast<double>(values[i]) - expected[i], 2);
    size += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(difference / size);
}

void check_layer(const Case& c, bool relu, const Kernels& table) {
  CAPTURE(describe(c.layer));
  CAPTURE(c.in.to_string());
  const Values x = bf16_values(c.samples * c.in.size(), 3);
  const Values w = bf16_values(parameter_count(c), 4);
  const Values upstream = bf16_values(c.samples * output_shape(c.layer, c.in).size(), 5);
  LayerRun run(c.layer, c.in, x, w, table);
  run.relu = relu;
  Values expected = oracle_forward(c.layer, c.in, x, w);
  if (relu) std::ranges::transform(expected, expected.begin(), [](double value) { return std::max(value, 0.0); });
  CHECK(relative_distance(run.forward(), expected) < 2e-6);
  run.backward(upstream);
  LayerRun in_float(c.layer, c.in, x, w, kernels());
  in_float.relu = relu;
  in_float.forward();
  in_float.backward(upstream);
  CHECK(relative_distance(run.grad_input(), doubles(in_float.grad_input())) < 1e-5);
  CHECK(relative_distance(run.grad_parameters(), doubles(in_float.grad_parameters())) < 1e-5);
}

}  // namespace

TEST_CASE("layers in bfloat16 compute their formulas and gradients") {
  for (const Kernels* table : bf16_tables())
    for (const Case& c : kCases)
      for (const bool relu : {false, std::holds_alternative<Conv>(c.layer)}) check_layer(c, relu, *table);
}

TEST_CASE("operands are rounded to bfloat16, and the error stays within its precision") {
  for (const Kernels* table : bf16_tables())
    for (const Layer& layer : {Layer{Conv{.filters = 32}}, Layer{Dense{32}}}) {
      const Case c{layer, {8, 8, 32}, 2};
      const Values x = random_values(c.samples * c.in.size(), 1);
      const Values w = random_values(parameter_count(c), 2);
      LayerRun run(layer, c.in, x, w, *table);
      const double distance = relative_distance(run.forward(), oracle_forward(layer, c.in, x, w));
      CHECK(distance > 1e-5);
      CHECK(distance < 1.0 / 256);
    }
}

TEST_CASE("the parts of a dense layer in bfloat16 make the whole, to the bit") {
  const Case c{Dense{96}, {32, 3, 3}, 21};
  const Values x = random_values(c.samples * c.in.size(), 1);
  const Values w = random_values(parameter_count(c), 2);
  const Values upstream = random_values(c.samples * 96, 3);
  for (const Kernels* table : bf16_tables()) {
    LayerRun whole(c.layer, c.in, x, w, *table);
    whole.forward();
    whole.backward(upstream);
    LayerRun parts(c.layer, c.in, x, w, *table);
    for (int i = 0; i < 5; ++i) parts.prepare_part({i, 5});
    for (int i = 0; i < 5; ++i) parts.forward(true, {i, 5});
    for (int i = 0; i < 5; ++i) parts.backward(upstream, {i, 5});
    CHECK(std::ranges::equal(whole.output(), parts.output()));
    CHECK(std::ranges::equal(whole.grad_input(), parts.grad_input()));
    CHECK(std::ranges::equal(whole.grad_parameters(), parts.grad_parameters()));
  }
}

TEST_CASE("NaN and infinity are not lost by rounding") {
  for (const Kernels* table : bf16_tables())
    for (const double value : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
      Values x(32, 1.0);
      x[7] = value;
      LayerRun run(Dense{16}, {32}, x, Values(32 * 16 + 16, 1.0), *table);
      CHECK_FALSE(std::isfinite(run.forward()[0]));
    }
}

TEST_CASE("training's convolutions in bfloat16 are those in float but for rounding noise") {
  const Kernels& table = kernels(Precision::bf16, Purpose::training);
  // One tile, broken tiles, padding, an odd number of tiles, more tiles than are taken at a time.
  for (const Case& c : {Case{Conv{.filters = 16}, {6, 6, 16}, 1}, Case{Conv{.filters = 64}, {26, 26, 32}, 2},
                        Case{Conv{.filters = 48, .padding = Padding::same}, {7, 9, 16}, 3},
                        Case{Conv{.filters = 16, .padding = Padding::same}, {12, 12, 32}, 7}})
    for (const bool relu : {false, true}) {
      CAPTURE(describe(c.layer));
      CAPTURE(c.in.to_string());
      const Values x = random_values(c.samples * c.in.size(), 1);
      const Values w = random_values(parameter_count(c), 2);
      const Values upstream = random_values(c.samples * output_shape(c.layer, c.in).size(), 3);
      LayerRun in_float(c.layer, c.in, x, w, kernels());
      LayerRun run(c.layer, c.in, x, w, table);
      in_float.relu = run.relu = relu;
      in_float.forward();
      CHECK(noise(run.forward(), in_float.output()) < 0.03);
      if (relu) continue;  // a unit whose sum is near 0 may be on in one and off in the other
      in_float.backward(upstream);
      run.backward(upstream);
      CHECK(noise(run.grad_input(), in_float.grad_input()) < 0.03);
      CHECK(noise(run.grad_parameters(), in_float.grad_parameters()) < 0.03);
    }
}

TEST_CASE("the parts of a convolution in bfloat16 are prepared and computed alike, to the bit") {
  const Case c{Conv{.filters = 48}, {14, 11, 32}, 1};
  const Values x = random_values(c.samples * c.in.size(), 1);
  const Values w = random_values(parameter_count(c), 2);
  LayerRun whole(c.layer, c.in, x, w, kernels(Precision::bf16, Purpose::training));
  LayerRun parts(c.layer, c.in, x, w, kernels(Precision::bf16, Purpose::training));
  for (int i = 0; i < 3; ++i) parts.prepare_part({i, 3});
  for (int i = 0; i < 3; ++i) parts.forward(true, {i, 3});
  CHECK(std::ranges::equal(whole.forward(), parts.output()));
}

TEST_CASE("bf16 falls back to float where the instruction set in use has none") {
  const bool has_bf16 = active_isa() == "avx512_bf16" || active_isa() == "amx_bf16";
  CHECK((&kernels(Precision::bf16) != &kernels(Precision::fp32)) == has_bf16);
  for (const Purpose purpose : {Purpose::training, Purpose::inference})
    if (!has_bf16) CHECK(&kernels(Precision::automatic, purpose) == &kernels(Precision::fp32, purpose));
}
