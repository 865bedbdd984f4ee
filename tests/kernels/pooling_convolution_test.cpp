// A convolution that pools in the same step, against the same convolution and the pooling one after the other: both
// compute every number alike, so that they must agree to the bit.

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "digitnet/tensor.hpp"
#include "kernels/kernels.hpp"
#include "support/oracle.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

constexpr int kSamples = 3;

Storage random_storage(std::size_t count, std::uint64_t seed) {
  const Values values = random_values(count, seed);
  Storage storage(count);
  std::ranges::transform(values, storage.data(), [](double value) { return static_cast<float>(value); });
  return storage;
}

std::size_t volume(int height, int width, int channels) {
  return static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
}

/// What forward and backward leave behind.
struct Result {
  Storage y, grad_weight, grad_bias, grad_x;
  std::vector<std::uint8_t> indices;
};

/// One convolution with its pooling.
class Work {
 public:
  Work(const ConvolutionShape& shape, bool relu, const Kernels& kernels)
      : shape_(shape),
        relu_(relu),
        kernels_(kernels),
        convolved_(kSamples * volume(shape.out_height, shape.out_width, shape.out_channels)),
        pooled_(convolved_ / 4),
        x_(random_storage(kSamples * volume(shape.in_height, shape.in_width, shape.in_channels), 1)),
        weight_(random_storage(9 * volume(1, shape.in_channels, shape.out_channels), 2)),
        bias_(random_storage(static_cast<std::size_t>(shape.out_channels), 3)),
        grad_y_(random_storage(pooled_, 4)),
        prepared_(kernels_.convolution_memory(shape).prepared_floats),
        scratch_(kernels_.convolution_memory(shape).scratch_floats) {
    kernels_.convolution_prepare(shape, {}, weight_.data(), prepared_.data());
  }

  [[nodiscard]] Result in_one_step(int parts) {
    ConvolutionShape shape = shape_;
    shape.pools = true;
    Result result = empty_result();
    for (int i = 0; i < parts; ++i) forward(shape, {i, parts}, result.y, result.indices.data());
    backward(shape, result.y, grad_y_, result);
    return result;
  }

  [[nodiscard]] Result in_two_steps() {
    const PoolingShape pooling{
        shape_.out_height, shape_.out_width, shape_.out_channels, shape_.out_height / 2, shape_.out_width / 2, 2, 2};
    Result result = empty_result();
    Storage y(convolved_);
    Storage grad(convolved_);
    forward(shape_, {}, y, nullptr);
    kernels_.max_pool_forward(pooling, kSamples, {}, y.data(), result.y.data(), result.indices.data());
    kernels_.max_pool_backward(pooling, kSamples, grad_y_.data(), result.indices.data(), grad.data());
    backward(shape_, y, grad, result);
    return result;
  }

 private:
  [[nodiscard]] Result empty_result() const {
    return {Storage(pooled_), Storage(weight_.size()), Storage(bias_.size()), Storage(x_.size()),
            std::vector<std::uint8_t>(pooled_)};
  }

  void forward(const ConvolutionShape& shape, Part part, Storage& y, std::uint8_t* indices) {
    kernels_.convolution_forward(
        shape, kSamples, part, {x_.data(), {weight_.data(), bias_.data(), prepared_.data()}, relu_, y.data(), indices},
        scratch_.data());
  }

  void backward(const ConvolutionShape& shape, const Storage& y, const Storage& grad_y, Result& result) {
    Storage grad = grad_y;
    kernels_.convolution_backward(shape, kSamples,
                                  {.x = x_.data(),
                                   .y = relu_ ? y.data() : nullptr,
                                   .prepared = prepared_.data(),
                                   .grad_y = grad.data(),
                                   .grad_weight = result.grad_weight.data(),
                                   .grad_bias = result.grad_bias.data(),
                                   .grad_x = result.grad_x.data(),
                                   .indices = result.indices.data()},
                                  scratch_.data());
  }

  ConvolutionShape shape_;
  bool relu_;
  const Kernels& kernels_;
  std::size_t convolved_, pooled_;
  Storage x_, weight_, bias_, grad_y_, prepared_, scratch_;
};

bool same(const Storage& a, const Storage& b) {
  return std::ranges::equal(a.span(), b.span());
}

}  // namespace

TEST_CASE("a convolution that pools gives what convolution and pooling give one after the other, to the bit") {
  for (const ConvolutionShape& shape : {ConvolutionShape{26, 26, 32, 24, 24, 64, 3, 1, 0, 0},  // whole tiles of 6x6
                                        ConvolutionShape{10, 10, 16, 10, 10, 32, 3, 1, 1, 1},  // broken ones, padding
                                        ConvolutionShape{10, 10, 16, 8, 8, 16, 3, 1, 0, 0},    // whole tiles of 4x4
                                        ConvolutionShape{16, 16, 16, 14, 14, 16, 3, 1, 0, 0},  // broken ones
                                        ConvolutionShape{6, 6, 16, 6, 6, 16, 3, 1, 1, 1},      // whole tiles of 2x2
                                        ConvolutionShape{8, 8, 16, 6, 8, 16, 3, 1, 0, 1}}) {   // odd padding
    for (const bool relu : {false, true})
      for (const Precision precision : {Precision::fp32, Precision::bf16}) {
        const int parts = relu ? 3 : 1;
        CAPTURE(shape.out_height);
        CAPTURE(shape.out_width);
        CAPTURE(relu);
        const Kernels& table = kernels(precision);
        if (!table.convolution_pools(shape)) {
          CHECK(&table != &kernels());  // with AMX the product is a direct one
          continue;
        }
        Work work(shape, relu, table);
        const Result one = work.in_one_step(parts);
        const Result two = work.in_two_steps();
        CHECK(same(one.y, two.y));
        CHECK(same(one.grad_weight, two.grad_weight));
        CHECK(same(one.grad_bias, two.grad_bias));
        CHECK(same(one.grad_x, two.grad_x));
        CHECK(one.indices == two.indices);
      }
  }
}

TEST_CASE("only a convolution by Winograd's algorithm with an even output pools") {
  CHECK_FALSE(kernels().convolution_pools({7, 7, 16, 5, 5, 16, 3, 1, 0, 0}));
  CHECK_FALSE(kernels().convolution_pools({8, 8, 1, 6, 6, 16, 3, 1, 0, 0}));
  CHECK_FALSE(kernels().convolution_pools({8, 8, 16, 4, 4, 16, 5, 1, 0, 0}));
}

TEST_CASE("the tile that takes least is chosen, with what it takes to read the kernels") {
  const auto tile = [](int height, int width) {
    return winograd_tile({height + 2, width + 2, 16, height, width, 16, 3, 1, 0, 0});
  };
  CHECK(tile(24, 24) == 6);  // (16 + 2) x 64 < (36 + 2) x 36
  CHECK(tile(14, 14) == 4);  // (16 + 2) x 36 <  (9 + 2) x 64
  CHECK(tile(6, 6) == 2);    //  (9 + 2) x 16 <  (1 + 2) x 64
  CHECK(tile(3, 24) == 0);
}
