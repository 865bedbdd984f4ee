// malloc is replaced by one that counts, so that every allocation in this program is seen, Eigen's included.

#include <doctest/doctest.h>
#include <malloc.h>

#include <atomic>
#include <cstddef>

#include "digitnet/predictor.hpp"
#include "digitnet/trainer.hpp"
#include "support/tiny_problem.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define DIGITNET_COUNTS_ALLOCATIONS 0
#else
#define DIGITNET_COUNTS_ALLOCATIONS 1
#endif

namespace {
std::atomic<long> allocations{0};
}

#if DIGITNET_COUNTS_ALLOCATIONS
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
}

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("the count sees an allocation") {
  const long before = allocations;
  const Storage storage(10);
  CHECK(allocations > before);
}

TEST_CASE("no training step but the first allocates anything") {
  const Dataset data = tiny_dataset(200);
  Model model = tiny_model();
  TrainOptions options;
  options.epochs = 1;
  options.batch_size = 16;
  options.threads = 2;
  options.ema_decay = 0.99f;
  long after_first = 0;
  long after_last = 0;
  options.on_step = [&](const Progress& progress) {
    after_last = allocations;
    if (progress.step == 1) after_first = after_last;
    return true;
  };
  fit(model, data, options);
  CHECK(after_last == after_first);
}

TEST_CASE("a predictor allocates nothing after its first call") {
  const Model model = tiny_model();
  Predictor predictor(model, 4, 2);
  const Tensor images({4, 10, 10, 1});
  predictor.outputs(images.view());
  const long before = allocations;
  for (int i = 0; i < 10; ++i) predictor.outputs(images.view());
  CHECK(allocations == before);
}
#else
TEST_CASE("allocations are counted in builds without sanitizers") {
  CHECK(allocations == 0);
}
#endif
