#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "kernel_cases/kernel_case.hpp"

namespace digitnet::bench {

namespace {

/// 2x2 max pooling over 24x24 pixels of 64 channels.
class Pooling {
 public:
  explicit Pooling(const Settings& settings)
      : threads_(settings.threads),
        kernels_(kernels()),
        memory_(static_cast<std::size_t>(threads_),
                Thread{random_floats(kIn * kChunk, 1), Storage(kOut * kChunk), random_floats(kOut * kChunk, 2),
                       Storage(kIn * kChunk), std::vector<std::uint8_t>(kOut * kChunk)}) {
    for (Thread& own : memory_) {
      forward(own);
      backward(own);
    }
    check();
  }

  void forward() {
    in_chunks([this](Thread& own) { forward(own); });
  }
  void backward() {
    in_chunks([this](Thread& own) { backward(own); });
  }

  [[nodiscard]] static Load forward_load() { return {3.0 * kImages * kOut, bytes(kImages * (kIn + kOut)) + kIndices}; }
  [[nodiscard]] static Load backward_load() { return {4.0 * kImages * kOut, bytes(kImages * (kIn + kOut)) + kIndices}; }

 private:
  struct Thread {
    Storage x, y, grad_y, grad_x;
    std::vector<std::uint8_t> indices;
  };

  void forward(Thread& own) {
    kernels_.max_pool_forward(kShape, kChunk, {}, own.x.data(), own.y.data(), own.indices.data());
  }
  void backward(Thread& own) {
    kernels_.max_pool_backward(kShape, kChunk, own.grad_y.data(), own.indices.data(), own.grad_x.data());
  }

  template <class Work>
  void in_chunks(const Work& work) {
#pragma omp parallel for num_threads(threads_) schedule(dynamic, 1)
    for (int chunk = 0; chunk < kImages / kChunk; ++chunk)
      work(memory_[static_cast<std::size_t>(omp_get_thread_num())]);
  }

  void check() const {
    const Thread& own = memory_[0];
    for (std::size_t at = 0; at < own.y.size(); ++at) {
      const std::size_t pixel = at / 64, row = pixel / 12, column = pixel % 12;
      const std::size_t corner = (2 * row * 24 + 2 * column) * 64 + at % 64;
      const std::size_t window[] = {corner, corner + 64, corner + std::size_t{24} * 64, corner + std::size_t{25} * 64};
      const auto largest = *std::ranges::max_element(window, {}, [&](std::size_t i) { return own.x.data()[i]; });
      if (own.y.data()[at] != own.x.data()[largest]) throw WrongAnswer("max pooling: not the largest");
      for (const std::size_t i : window)
        if (own.grad_x.data()[i] != (i == largest ? own.grad_y.data()[at] : 0.0f))
          throw WrongAnswer("max pooling: the gradient is not where the largest was");
    }
  }

  static constexpr PoolingShape kShape{24, 24, 64, 12, 12, 2, 2};
  static constexpr std::size_t kIn = 24 * 24 * 64;
  static constexpr std::size_t kOut = 12 * 12 * 64;
  static constexpr double kIndices = double{kImages} * kOut;
  int threads_;
  const Kernels& kernels_;
  std::vector<Thread> memory_;
};

}  // namespace

void add_pooling(std::vector<Case>& cases) {
  const auto make = [](const Settings& settings) { return std::make_shared<Pooling>(settings); };
  cases.push_back(kernel_case<Pooling>(
      "pool-forward", make, [](const Pooling&) { return Pooling::forward_load(); },
      [](Pooling& work) { work.forward(); }));
  cases.push_back(kernel_case<Pooling>(
      "pool-backward", make, [](const Pooling&) { return Pooling::backward_load(); },
      [](Pooling& work) { work.backward(); }));
}

}  // namespace digitnet::bench
