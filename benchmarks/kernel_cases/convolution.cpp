#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernel_cases/kernel_case.hpp"
#include "support/expected_sum.hpp"

namespace digitnet::bench {

namespace {

/// A 3x3 convolution with ReLU over 26x26 pixels, as the second one of `seed` and `report`.
class Convolution {
 public:
  Convolution(int in, int out, const Settings& settings)
      : shape_{26, 26, in, 24, 24, out, 3, 1, 0, 0},
        threads_(settings.threads),
        tolerance_(settings.precision == Precision::fp32 ? kFloatTolerance : kBf16WinogradTolerance),
        kernels_(kernels(settings.precision)),
        weight_(random_floats(size(3, 3, in, out), 1)),
        bias_(random_floats(size(out, 1), 2)),
        prepared_(kernels_.convolution_memory(shape_).prepared_floats),
        x_(random_floats(in_size() * kChunk, 3)),
        grad_y_(random_floats(out_size() * kChunk, 4)) {
    kernels_.convolution_prepare(shape_, {}, weight_.data(), prepared_.data());
    const Thread one{x_,
                     Storage(out_size() * kChunk),
                     grad_y_,
                     Storage(in_size() * kChunk),
                     Storage(weight_.size()),
                     Storage(bias_.size()),
                     Storage(kernels_.convolution_memory(shape_).scratch_floats)};
    memory_.assign(static_cast<std::size_t>(threads_), one);
    for (Thread& own : memory_) forward(own);  // in_chunks() may pass a thread over
    check_forward();
  }

  void forward() {
    in_chunks([this](Thread& own) { forward(own); });
  }

  void backward() {
    in_chunks([this](Thread& own) { backward(own); });
  }

  void check_backward() {
    Thread& own = memory_[0];
    std::ranges::fill(own.grad_weight.span(), 0.0f);
    std::ranges::fill(own.grad_bias.span(), 0.0f);
    backward(own);
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      check_grad_x(places.below(kChunk), places.below(26), places.below(26), places.below(shape_.in_channels));
      check_grad_weight(places.below(3), places.below(3), places.below(shape_.in_channels),
                        places.below(shape_.out_channels));
    }
  }

  [[nodiscard]] Load forward_load() const {
    return {2 * products(), bytes(kImages * (in_size() + out_size()) + weight_.size() + bias_.size())};
  }
  /// x, y and the gradient of y come in, the gradients of x and of the weights go out.
  [[nodiscard]] Load backward_load() const {
    return {4 * products(), bytes(2 * (kImages * (in_size() + out_size()) + weight_.size()) + bias_.size())};
  }

 private:
  struct Thread {
    Storage x, y, grad_y, grad_x, grad_weight, grad_bias, scratch;
  };

  [[nodiscard]] std::size_t in_size() const { return size(26, 26, shape_.in_channels); }
  [[nodiscard]] std::size_t out_size() const { return size(24, 24, shape_.out_channels); }
  [[nodiscard]] double products() const { return 24.0 * 24 * kImages * static_cast<double>(weight_.size()); }

  template <class Work>
  void in_chunks(const Work& work) {
#pragma omp parallel for num_threads(threads_) schedule(dynamic, 1)
    for (int chunk = 0; chunk < kImages / kChunk; ++chunk)
      work(memory_[static_cast<std::size_t>(omp_get_thread_num())]);
  }

  void forward(Thread& own) {
    const LinearForward data{own.x.data(), {weight_.data(), bias_.data(), prepared_.data()}, true, own.y.data()};
    kernels_.convolution_forward(shape_, kChunk, {}, data, own.scratch.data());
  }

  void backward(Thread& own) {
    kernels_.convolution_backward(shape_, kChunk,
                                  {.x = own.x.data(),
                                   .y = own.y.data(),
                                   .prepared = prepared_.data(),
                                   .grad_y = own.grad_y.data(),
                                   .grad_weight = own.grad_weight.data(),
                                   .grad_bias = own.grad_bias.data(),
                                   .grad_x = own.grad_x.data()},
                                  own.scratch.data());
  }

  [[nodiscard]] std::size_t in_at(int n, int i, int j, int c) const {
    return static_cast<std::size_t>(((n * 26 + i) * 26 + j) * shape_.in_channels + c);
  }
  [[nodiscard]] std::size_t out_at(int n, int i, int j, int f) const {
    return static_cast<std::size_t>(((n * 24 + i) * 24 + j) * shape_.out_channels + f);
  }
  [[nodiscard]] float weight(int k, int l, int c, int f) const {
    return weight_.data()[((k * 3 + l) * shape_.in_channels + c) * shape_.out_channels + f];
  }
  /// Behind the ReLU.
  [[nodiscard]] float grad_y(std::size_t at) const {
    return memory_[0].y.data()[at] > 0 ? grad_y_.data()[at] : 0.0f;
  }

  void check_forward() const {
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int n = places.below(kChunk), i = places.below(24), j = places.below(24);
      const int f = places.below(shape_.out_channels);
      ExpectedSum sum;
      sum.add(1, bias_.data()[f]);
      for (int k = 0; k < 3; ++k)
        for (int l = 0; l < 3; ++l)
          for (int c = 0; c < shape_.in_channels; ++c)
            sum.add(x_.data()[in_at(n, i + k, j + l, c)], weight(k, l, c, f));
      sum.cut_below_zero();
      sum.check("convolution", memory_[0].y.data()[out_at(n, i, j, f)], tolerance_);
    }
  }

  void check_grad_x(int n, int i, int j, int c) const {
    ExpectedSum sum;
    for (int k = std::max(0, i - 23); k < std::min(3, i + 1); ++k)
      for (int l = std::max(0, j - 23); l < std::min(3, j + 1); ++l)
        for (int f = 0; f < shape_.out_channels; ++f) sum.add(grad_y(out_at(n, i - k, j - l, f)), weight(k, l, c, f));
    sum.check("gradient of a convolution's input", memory_[0].grad_x.data()[in_at(n, i, j, c)], tolerance_);
  }

  void check_grad_weight(int k, int l, int c, int f) const {
    ExpectedSum sum;
    for (int n = 0; n < kChunk; ++n)
      for (int i = 0; i < 24; ++i)
        for (int j = 0; j < 24; ++j) sum.add(x_.data()[in_at(n, i + k, j + l, c)], grad_y(out_at(n, i, j, f)));
    const std::ptrdiff_t at = ((k * 3 + l) * shape_.in_channels + c) * shape_.out_channels + f;
    sum.check("gradient of a convolution's weights", memory_[0].grad_weight.data()[at], tolerance_);
  }

  ConvolutionShape shape_;
  int threads_;
  double tolerance_;
  const Kernels& kernels_;
  Storage weight_, bias_, prepared_, x_, grad_y_;
  std::vector<Thread> memory_;
};

}  // namespace

void add_convolution(std::vector<Case>& cases, const std::string& model, int in) {
  const auto make = [in](const Settings& settings) { return std::make_shared<Convolution>(in, 64, settings); };
  cases.push_back(kernel_case<Convolution>(
      "conv-" + model + "-forward", make, [](const Convolution& work) { return work.forward_load(); },
      [](Convolution& work) { work.forward(); }));
  const auto make_checked = [make](const Settings& settings) {
    auto work = make(settings);
    work->check_backward();
    return work;
  };
  cases.push_back(kernel_case<Convolution>(
      "conv-" + model + "-backward", make_checked, [](const Convolution& work) { return work.backward_load(); },
      [](Convolution& work) { work.backward(); }));
}

}  // namespace digitnet::bench
