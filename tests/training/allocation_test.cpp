// malloc is replaced by one that counts, so that every allocation in this program is seen, Eigen's included.

#include <doctest/doctest.h>

#include <atomic>
#include <cerrno>
#include <cstddef>

#include "digitnet/predictor.hpp"
#include "digitnet/trainer.hpp"
#include "support/tiny_problem.hpp"

namespace {
std::atomic<long> allocations{0};
}

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);

void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocations;
  return __libc_calloc(count, size);
}
void* realloc(void* block, std::size_t size) {
  ++allocations;
  return __libc_realloc(block, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++allocations;
  return __libc_memalign(alignment, size);
}
int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  ++allocations;
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
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
  for (Model model : {tiny_model(), wide_model()}) {
    const Dataset data = tiny_dataset(4 * kWideBatch);
    TrainOptions options;
    options.epochs = 1;
    options.batch_size = kWideBatch;
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
}

TEST_CASE("a predictor allocates nothing after its first call") {
  const Model model = tiny_model();
  Predictor predictor(model, 4, 2);
  const Tensor images({4, 10, 10, 1});
  predictor.outputs(images.view());
  const long before = allocations;
  for (int i = 0; i < 10; ++i) predictor.outputs(images.view());
  for (int i = 0; i < 10; ++i) predictor.outputs({images.data(), {1, 10, 10, 1}});
  CHECK(allocations == before);
}
