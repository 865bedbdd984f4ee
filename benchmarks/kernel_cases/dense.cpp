#include <fmt/format.h>
#include <omp.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernel_cases/kernel_case.hpp"
#include "support/expected_sum.hpp"

namespace digitnet::bench {

namespace {

/// A dense layer with 9216 inputs, as the first one of `seed` and `report`.
class DenseLayer {
 public:
  DenseLayer(int out, int rows, const Settings& settings)
      : shape_{rows, 9216, out},
        threads_(settings.threads),
        tolerance_(settings.precision == Precision::fp32 ? kFloatTolerance : kBf16Tolerance),
        kernels_(kernels(settings.precision)),
        x_(random_floats(size(rows, shape_.in), 1)),
        weight_(random_floats(size(shape_.in, out), 2)),
        bias_(random_floats(size(out, 1), 3)),
        y_(size(rows, out)),
        grad_y_(random_floats(size(rows, out), 4)),
        grad_x_(x_.size()),
        grad_weight_(weight_.size()),
        prepared_(kernels_.dense_memory(shape_, Purpose::training).prepared_floats),
        scratch_(static_cast<std::size_t>(threads_),
                 Storage(kernels_.dense_memory(shape_, Purpose::training).scratch_floats)) {
    kernels_.dense_prepare(shape_, {}, weight_.data(), prepared_.data());
  }

  void forward() {
#pragma omp parallel num_threads(threads_)
    kernels_.dense_forward(shape_, this_thread(), {x_.data(), weights(), false, y_.data()}, scratch());
  }

  void backward() {
#pragma omp parallel num_threads(threads_)
    {
      kernels_.dense_start_backward(shape_, grad_y_.data(), scratch());
      const Part part = this_thread();
      const int panels = shape_.in / kDensePanel;
      for (int panel = panels * part.index / part.count; panel < panels * (part.index + 1) / part.count; ++panel) {
        const int first = panel * kDensePanel;
        float* gradient = grad_weight_.data() + std::ptrdiff_t{first} * shape_.out;
        kernels_.dense_backward(
            shape_, {first, first + kDensePanel, x_.data(), weights(), grad_y_.data(), gradient, grad_x_.data()},
            scratch());
      }
    }
  }

  void check_forward() {
    forward();
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int row = places.below(shape_.rows), o = places.below(shape_.out);
      ExpectedSum sum;
      sum.add(1, bias_.data()[o]);
      for (int i = 0; i < shape_.in; ++i) sum.add(x_.data()[row * shape_.in + i], weight_.data()[i * shape_.out + o]);
      sum.check("dense layer", y_.data()[row * shape_.out + o], tolerance_);
    }
  }

  void check_backward() {
    backward();
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int row = places.below(shape_.rows), i = places.below(shape_.in), o = places.below(shape_.out);
      ExpectedSum grad_x;
      for (int k = 0; k < shape_.out; ++k)
        grad_x.add(grad_y_.data()[row * shape_.out + k], weight_.data()[i * shape_.out + k]);
      grad_x.check("gradient of a dense layer's input", grad_x_.data()[row * shape_.in + i], tolerance_);
      ExpectedSum grad_weight;
      for (int k = 0; k < shape_.rows; ++k)
        grad_weight.add(x_.data()[k * shape_.in + i], grad_y_.data()[k * shape_.out + o]);
      grad_weight.check("gradient of a dense layer's weights", grad_weight_.data()[i * shape_.out + o], tolerance_);
    }
  }

  [[nodiscard]] Load forward_load() const {
    return {2 * products(), bytes(x_.size() + weight_.size() + bias_.size() + y_.size())};
  }
  [[nodiscard]] Load backward_load() const {
    return {4 * products(), bytes(2 * (x_.size() + weight_.size()) + y_.size())};
  }

 private:
  [[nodiscard]] double products() const {
    return shape_.rows * static_cast<double>(weight_.size());
  }
  [[nodiscard]] Weights weights() const {
    return {weight_.data(), bias_.data(), prepared_.data()};
  }
  float* scratch() {
    return scratch_[static_cast<std::size_t>(omp_get_thread_num())].data();
  }

  DenseShape shape_;
  int threads_;
  double tolerance_;
  const Kernels& kernels_;
  Storage x_, weight_, bias_, y_, grad_y_, grad_x_, grad_weight_, prepared_;
  std::vector<Storage> scratch_;
};

}  // namespace

void add_dense(std::vector<Case>& cases, const std::string& model, int out, int rows) {
  const auto make_forward = [=](const Settings& settings) {
    auto work = std::make_shared<DenseLayer>(out, rows, settings);
    work->check_forward();
    return work;
  };
  const auto make_backward = [=](const Settings& settings) {
    auto work = std::make_shared<DenseLayer>(out, rows, settings);
    work->check_backward();
    return work;
  };
  cases.push_back(kernel_case<DenseLayer>(
      fmt::format("dense-{}-b{}-forward", model, rows), make_forward,
      [](const DenseLayer& work) { return work.forward_load(); }, [](DenseLayer& work) { work.forward(); }));
  cases.push_back(kernel_case<DenseLayer>(
      fmt::format("dense-{}-b{}-backward", model, rows), make_backward,
      [](const DenseLayer& work) { return work.backward_load(); }, [](DenseLayer& work) { work.backward(); }));
}

}  // namespace digitnet::bench
