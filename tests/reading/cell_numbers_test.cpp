#include "reading/cell_numbers.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace digitnet {
namespace {

/// Probabilities of a digit that is `first`, or else `second`.
std::vector<float> either(int first, int second, float probability_of_first) {
  std::vector<float> probabilities(10, 0.0f);
  probabilities[static_cast<std::size_t>(first)] = probability_of_first;
  probabilities[static_cast<std::size_t>(second)] = 1 - probability_of_first;
  return probabilities;
}

}  // namespace

TEST_CASE("numbers come in the order of their probability, the product of their digits'") {
  const std::vector<std::vector<float>> digits{either(1, 7, 0.75f), either(4, 9, 0.5625f)};
  const std::vector<Alternative> numbers = likeliest_numbers(digits, nullptr, 4);
  REQUIRE(numbers.size() == 4);
  CHECK(numbers[0].text == "14");
  CHECK(numbers[0].confidence == doctest::Approx(0.75 * 0.5625));
  CHECK(numbers[1].text == "19");
  CHECK(numbers[2].text == "74");
  CHECK(numbers[3].text == "79");
}

TEST_CASE("a pattern keeps numbers out, however probable they are") {
  const std::vector<std::vector<float>> digits{either(1, 7, 0.99f), either(4, 9, 0.99f)};
  const NumberPattern sevens = NumberPattern::parse("7#");
  const std::vector<Alternative> numbers = likeliest_numbers(digits, &sevens, 2);
  REQUIRE(numbers.size() == 2);
  CHECK(numbers[0].text == "74");
  CHECK(numbers[0].confidence == doctest::Approx(0.01 * 0.99));
  const NumberPattern long_ones = NumberPattern::of_length(3);
  CHECK(likeliest_numbers(digits, &long_ones, 2).empty());
}

TEST_CASE("no more numbers are given than are wanted") {
  const std::vector<std::vector<float>> digits(20, std::vector<float>(10, 0.1f));
  CHECK(likeliest_numbers(digits, nullptr, 100).size() == 100);
}

}  // namespace digitnet
