#include "digitnet/tensor.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <utility>

#include "digitnet/error.hpp"

using namespace digitnet;

TEST_CASE("storage starts at 0 on a cache line, with a readable line of zeros behind it") {
  for (const std::size_t size : {0U, 1U, 7U, 100U}) {
    const Storage storage(size);
    CHECK(reinterpret_cast<std::uintptr_t>(storage.data()) % Storage::kAlignment_bytes == 0);
    for (std::size_t i = 0; i < size + Storage::kAlignment_bytes / sizeof(float); ++i) CHECK(storage.data()[i] == 0);
  }
}

TEST_CASE("a tensor is a value: copies are deep, moves leave it empty") {
  Tensor first({2, 2}, std::array<float, 4>{1, 2, 3, 4});
  Tensor second = first;
  second.data()[0] = 9;
  CHECK(first.data()[0] == 1);
  const Tensor third = std::move(first);
  CHECK(third.data()[3] == 4);
  second = third;
  CHECK(second.data()[0] == 1);
  CHECK(third.view().shape == Shape{2, 2});
}

TEST_CASE("values that do not fill the shape say so") {
  CHECK_THROWS_WITH_AS(Tensor({2, 2}, std::array<float, 3>{}), "a tensor of shape 2x2 takes 4 values, not 3",
                       ShapeError);
}
