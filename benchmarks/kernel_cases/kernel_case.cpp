#include "kernel_cases/kernel_case.hpp"

#include <omp.h>

#include <algorithm>

namespace digitnet::bench {

std::vector<Figure> figures(const Load& load, double calls_per_second) {
  return {{"GFLOP/s", kGiga * load.operations * calls_per_second},
          {"GB/s", kGiga * load.bytes * calls_per_second},
          {"FLOP/byte", load.operations / load.bytes}};
}

std::size_t size(int a, int b, int c, int d) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b) * static_cast<std::size_t>(c) *
         static_cast<std::size_t>(d);
}

double bytes(std::size_t floats) {
  return sizeof(float) * static_cast<double>(floats);
}

Storage random_floats(std::size_t count, std::uint32_t seed) {
  Storage storage(count);
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> any(-1, 1);
  std::ranges::generate(storage.span(), [&] { return any(random); });
  return storage;
}

Part this_thread() {
  return {omp_get_thread_num(), omp_get_num_threads()};
}

}  // namespace digitnet::bench
