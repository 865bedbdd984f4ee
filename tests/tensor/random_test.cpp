#include "tensor/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <vector>

using namespace digitnet;

TEST_CASE("numbers of a stream are uniform and do not repeat those of its neighbours") {
  constexpr std::size_t count = 100000;
  std::vector<int> histogram(10);
  double correlation = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = random_unit(1, i);
    ++histogram[static_cast<std::size_t>(value * 10)];
    correlation += (value - 0.5) * (random_unit(2, i) - 0.5);
  }
  for (const int bin : histogram) CHECK(std::abs(bin - 10000) < 400);  // 4 standard deviations
  CHECK(std::abs(correlation / count * 12) < 0.02);
}

TEST_CASE("a permutation holds every number once and depends on its key") {
  std::vector<std::uint32_t> first(1000);
  std::vector<std::uint32_t> second(1000);
  random_permutation(1, first);
  random_permutation(2, second);
  CHECK(first != second);
  std::sort(first.begin(), first.end());
  std::vector<std::uint32_t> expected(1000);
  std::iota(expected.begin(), expected.end(), 0U);
  CHECK(first == expected);
}

TEST_CASE("every order of three comes equally often") {
  std::vector<int> seen(27);
  for (std::uint64_t key = 0; key < 6000; ++key) {
    std::vector<std::uint32_t> order(3);
    random_permutation(key, order);
    ++seen[order[0] * 9 + order[1] * 3 + order[2]];
  }
  for (const int count : seen) CHECK((count == 0 || std::abs(count - 1000) < 120));
}
