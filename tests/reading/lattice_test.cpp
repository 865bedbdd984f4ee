#include "reading/lattice.hpp"

#include <doctest/doctest.h>

using namespace digitnet;

namespace {

/// A score that leaves what `probability` lacks to 1 for another label, and for being no digit.
DigitScore sure_of(int label, float probability, float none = 0) {
  DigitScore score;
  score.digits[static_cast<std::size_t>(label)] = probability;
  score.digits[static_cast<std::size_t>((label + 1) % 10)] = 1 - probability - none;
  score.none = none;
  return score;
}

/// Two pieces of a digit's size, a 3 and a 5, which together look a little like an 8.
Lattice two_digits() {
  Lattice lattice;
  lattice.segments = {{0, 1, sure_of(3, 0.9f), {}}, {0, 2, sure_of(8, 0.2f, 0.7f), {}}, {1, 2, sure_of(5, 0.8f), {}}};
  lattice.piece_sizes = {1, 1};
  return lattice;
}

}  // namespace

TEST_CASE("the best path spells the number and says which segments it took") {
  const auto paths = find_paths(two_digits(), nullptr, 1);
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].text == "35");
  CHECK(paths[0].segments == std::vector<int>{0, 2});
}

TEST_CASE("a single segment's text is as probable as its label") {
  Lattice lattice;
  lattice.segments = {{0, 1, sure_of(4, 0.7f, 0.1f), {}}};
  lattice.piece_sizes = {30};  // as good as never left out
  const auto paths = find_paths(lattice, nullptr, 2);
  REQUIRE(paths.size() == 2);
  CHECK(paths[0].text == "4");
  CHECK(paths[0].probability == doctest::Approx(0.7));
  CHECK(paths[1].text == "5");
  CHECK(paths[1].probability == doctest::Approx(0.2));
}

TEST_CASE("other texts follow, less and less probable, none twice") {
  const auto paths = find_paths(two_digits(), nullptr, 4);
  REQUIRE(paths.size() == 4);
  CHECK(paths[1].text == "36");
  float sum = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    sum += paths[i].probability;
    if (i > 0) CHECK(paths[i].probability <= paths[i - 1].probability);
    for (std::size_t k = 0; k < i; ++k) CHECK(paths[i].text != paths[k].text);
  }
  CHECK(sum <= 1.0001f);
}

TEST_CASE("a pattern decides what is read, and makes what fits it more probable") {
  const auto one = NumberPattern::of_length(1);
  const auto short_paths = find_paths(two_digits(), &one, 1);
  REQUIRE(short_paths.size() == 1);
  CHECK(short_paths[0].text == "8");

  const auto ends_in_six = NumberPattern::parse("#6");
  const auto paths = find_paths(two_digits(), &ends_in_six, 3);
  REQUIRE(!paths.empty());
  CHECK(paths[0].text == "36");
  CHECK(paths[0].probability > find_paths(two_digits(), nullptr, 2)[1].probability);

  const auto three = NumberPattern::of_length(3);
  CHECK(find_paths(two_digits(), &three, 1).empty());
}

TEST_CASE("a pattern does not make sure what may be no digit") {
  Lattice lattice;
  lattice.segments = {{0, 1, sure_of(4, 0.1f, 0.9f), {}}};
  lattice.piece_sizes = {30};
  const auto one = NumberPattern::parse("4");
  const auto paths = find_paths(lattice, &one, 1);
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].probability < 0.2f);
}

TEST_CASE("a small piece that fits nowhere is left out") {
  Lattice lattice = two_digits();
  lattice.segments.push_back({2, 3, sure_of(1, 0.05f, 0.9f), {}});
  lattice.piece_sizes.push_back(0.05f);
  CHECK(find_paths(lattice, nullptr, 1).front().text == "35");
}

TEST_CASE("a line too unlikely for any number to hold has probability 0") {
  constexpr int kPieces = 400;
  Lattice lattice;
  for (int i = 0; i < kPieces; ++i) {
    lattice.segments.push_back({i, i + 1, sure_of(1, 0.1f, 0.9f), {.low = 0.8f}});
    lattice.piece_sizes.push_back(30);
  }
  const auto paths = find_paths(lattice, nullptr, 1);
  REQUIRE(paths.size() == 1);
  CHECK(paths[0].text == std::string(kPieces, '1'));
  CHECK(paths[0].probability == 0);
}

TEST_CASE("without segments there is no way to read a line") {
  CHECK(find_paths({}, nullptr, 1).empty());
}
