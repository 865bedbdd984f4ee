#pragma once

// What the cases of benchmark_kernels share.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "digitnet/tensor.hpp"
#include "kernels/kernels.hpp"
#include "support/benchmark.hpp"

namespace digitnet::bench {

inline constexpr int kImages = 128;  ///< that a call of a convolution or a pool takes
inline constexpr int kChunk = 2;     ///< at a time in a thread
inline constexpr int kChecked = 24;  ///< values of a result
inline constexpr double kGiga = 1e-9;

/// What a call does at least.
struct Load {
  double operations;
  double bytes;
};

/// GFLOP/s, GB/s and FLOP/byte of so many calls a second.
[[nodiscard]] std::vector<Figure> figures(const Load& load, double calls_per_second);

[[nodiscard]] std::size_t size(int a, int b, int c = 1, int d = 1);
[[nodiscard]] double bytes(std::size_t floats);

/// From -1 to 1.
[[nodiscard]] Storage random_floats(std::size_t count, std::uint32_t seed);

/// The calling thread's share of a parallel region.
[[nodiscard]] Part this_thread();

/// Different places in a result, the same in every run.
class Places {
 public:
  int below(int count) { return static_cast<int>(random_() % static_cast<std::uint32_t>(count)); }

 private:
  std::mt19937 random_{7};
};

/// A case for work of type `Work`, checked before it is timed.
template <class Work, class Make>
Case kernel_case(const std::string& name, const Make& make, Load (*load)(const Work&), void (*call)(Work&)) {
  return {name, [=](const Settings& settings) -> Slice {
            const std::shared_ptr<Work> work = make(settings);
            return
                [=](double seconds) { return figures(load(*work), calls_per_second(seconds, [&] { call(*work); })); };
          }};
}

// The cases, a file each.

void add_ceilings(std::vector<Case>& cases);
void add_convolution(std::vector<Case>& cases, const std::string& model, int in);
void add_dense(std::vector<Case>& cases, const std::string& model, int out, int rows);
void add_pooling(std::vector<Case>& cases);
void add_adadelta(std::vector<Case>& cases, const std::string& model, std::size_t parameters);

}  // namespace digitnet::bench
