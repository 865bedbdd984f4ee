// Batch normalisation by itself, in training, on one shard of several images: what no whole network shows, since a
// network is trained on eight shards.

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "digitnet/layers.hpp"
#include "golden/golden_file.hpp"
#include "layers/batch_norm.hpp"
#include "layers/layer.hpp"

namespace digitnet::test {
namespace {

constexpr double kTolerance = 1e-5;

/// The layer's buffers around one shard of the golden images.
struct OneShard {
  explicit OneShard(const GoldenFile& golden)
      : layer{.momentum = golden.tensor("momentum").data()[0], .epsilon = golden.tensor("epsilon").data()[0]},
        x(golden.tensor("x")),
        grad_y(golden.tensor("grad_y")),
        shape{x.shape()[1], x.shape()[2], x.shape()[3]},
        y(x.shape()),
        grad_x(x.shape()),
        parameters(both(golden, "gamma", "beta")),
        statistics(both(golden, "mean", "variance")),
        grad_parameters(parameters.shape()),
        saved(memory_needs(Layer(layer), shape, {kernels(), Purpose::training, 1}).saved_floats),
        scratch(memory_needs(Layer(layer), shape, {kernels(), Purpose::training, 1}).kernels.scratch_floats) {}

  /// Two arrays of one length, one behind the other.
  static Tensor both(const GoldenFile& golden, const char* first, const char* second) {
    const Tensor a = golden.tensor(first);
    const Tensor b = golden.tensor(second);
    Tensor result(Shape{2, static_cast<int>(a.size())});
    std::ranges::copy(b.span(), std::ranges::copy(a.span(), result.data()).out);
    return result;
  }

  [[nodiscard]] Pass pass() {
    Pass pass{};
    pass.kernels = &kernels();
    pass.in = &shape;
    pass.out = &shape;
    pass.samples = x.shape()[0];
    pass.training = true;
    pass.parameters = parameters.data();
    pass.statistics = statistics.data();
    pass.saved = saved.data();
    pass.scratch = scratch.data();
    pass.input = x.data();
    pass.output = y.data();
    pass.grad_output = grad_y.data();
    pass.grad_input = grad_x.data();
    pass.grad_parameters = grad_parameters.data();
    return pass;
  }

  BatchNorm layer;
  Tensor x, grad_y;
  Shape shape;  ///< of one sample
  Tensor y, grad_x;
  Tensor parameters, statistics, grad_parameters;
  Storage saved, scratch;
};

}  // namespace

TEST_CASE("batch normalisation of one shard of several images is PyTorch's, forward and backward") {
  const GoldenFile golden("batch_norm.safetensors");
  OneShard shard(golden);
  forward(Layer(shard.layer), shard.pass());
  CHECK(largest_difference(shard.y.span(), golden.tensor("y").span()) <= kTolerance);
  backward(Layer(shard.layer), shard.pass());
  CHECK(largest_difference(shard.grad_x.span(), golden.tensor("grad_x").span()) <= kTolerance);
  CHECK(largest_difference(shard.grad_parameters.span(), OneShard::both(golden, "grad_gamma", "grad_beta").span()) <=
        kTolerance);
}

TEST_CASE("the running statistics move as Keras moves them") {
  const GoldenFile golden("batch_norm.safetensors");
  OneShard shard(golden);
  forward(Layer(shard.layer), shard.pass());
  const int samples = shard.x.shape()[0];
  move_statistics(shard.layer, shard.shape, {shard.saved.data(), std::span(&samples, 1)}, shard.statistics.data());
  CHECK(largest_difference(shard.statistics.span(), OneShard::both(golden, "mean_after", "variance_after").span()) <=
        kTolerance);
}

}  // namespace digitnet::test
