#include "digitnet/synthesis.hpp"

#include <doctest/doctest.h>
#include <omp.h>

#include <algorithm>
#include <set>
#include <vector>

#include "digitnet/error.hpp"
#include "synthesis/composed_line.hpp"
#include "synthesis/glyphs.hpp"

using namespace digitnet;

namespace {

/// Ten images of rings and bars, enough to take parts of.
Dataset some_digits() {
  std::vector<std::uint8_t> pixels(10 * 784);
  std::vector<int> labels(10);
  for (int i = 0; i < 10; ++i) {
    labels[static_cast<std::size_t>(i)] = i;
    for (int y = 4; y < 24; ++y) {
      for (int x = 7; x < 21; ++x) {
        const bool ring = x < 10 || x > 17 || y < 7 || y > 20;
        if (ring && (x + y + i) % 9 != 0)
          pixels[static_cast<std::size_t>(i) * 784 + static_cast<std::size_t>(y * 28 + x)] = 255;
      }
    }
  }
  return {{28, 28, 1}, std::move(pixels), std::move(labels), 10};
}

bool same(const Dataset& a, const Dataset& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!std::ranges::equal(a.image(i), b.image(i)) || a.label(i) != b.label(i)) return false;
  return a.size() == b.size();
}

void check_in_form(const Dataset& data) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto image = data.image(i);
    CHECK(*std::ranges::max_element(image) == 255);
    // Nothing touches the border: the ink is fitted into 20x20 around its centre of mass.
    for (std::size_t k = 0; k < 28; ++k) CHECK(std::max(image[k * 28], image[k * 28 + 27]) < 255);
  }
}

}  // namespace

TEST_CASE("drawn digits hold every class in MNIST's form, and the seed decides them") {
  const Dataset digits = synthesize_digits(some_digits(), 300, 7);
  CHECK(digits.size() == 300);
  CHECK(digits.classes() == 10);
  check_in_form(digits);
  CHECK(std::set<int>(digits.labels().begin(), digits.labels().end()).size() == 10);
  CHECK(same(digits, synthesize_digits(some_digits(), 300, 7)));
  CHECK_FALSE(same(digits, synthesize_digits(some_digits(), 300, 8)));
}

TEST_CASE("non-digits are all of the eleventh class, whatever the number of threads") {
  omp_set_num_threads(2);
  const Dataset two = synthesize_non_digits(some_digits(), 300, 7);
  omp_set_num_threads(1);
  const Dataset one = synthesize_non_digits(some_digits(), 300, 7);
  CHECK(same(one, two));
  CHECK(one.classes() == 11);
  check_in_form(one);
  CHECK(std::ranges::all_of(one.labels(), [](int label) { return label == kNonDigit; }));
}

TEST_CASE("varied images keep their labels, and some of them are as they were") {
  const Dataset images = some_digits();
  const Dataset varied = vary_images(images, 100, 3);
  REQUIRE(varied.size() == 100);
  std::size_t as_they_were = 0;
  for (std::size_t i = 0; i < varied.size(); ++i) {
    const auto source = images.image(static_cast<std::size_t>(varied.label(i)));
    as_they_were += std::ranges::equal(varied.image(i), source) ? 1 : 0;
  }
  CHECK(as_they_were > 30);
  CHECK(as_they_were < 70);
  CHECK(same(varied, vary_images(images, 100, 3)));
  CHECK_THROWS_AS((void)vary_images(images.slice(0, 0), 1, 0), ArgumentError);
}

TEST_CASE("digits of another shape, or none, cannot be made others of") {
  const Dataset small({8, 8, 1}, std::vector<std::uint8_t>(64), {1}, 10);
  CHECK_THROWS_AS((void)synthesize_digits(small, 1, 0), ShapeError);
  CHECK_THROWS_AS((void)synthesize_non_digits(some_digits().slice(0, 0), 1, 0), ArgumentError);
}

TEST_CASE("blank images are passed over, and labels of more than ten digits refused") {
  const Dataset blank({28, 28, 1}, std::vector<std::uint8_t>(2 * 784), {3, 4}, 10);
  CHECK(synthesize_digits(blank, 20, 1).size() == 20);
  const Dataset letters({28, 28, 1}, std::vector<std::uint8_t>(784, 255), {40}, 47);
  CHECK_THROWS_AS((void)synthesize_digits(letters, 1, 0), ShapeError);
  CHECK_THROWS_AS((void)synthesize_non_digits(letters, 1, 0), ShapeError);
  CHECK(vary_images(letters, 1, 0).classes() == 47);
}

TEST_CASE("a glyph's description becomes its strokes") {
  const Outline outline = parse_glyph({7, "-0,5 90,3 40,100|25,-50 80,46"});
  REQUIRE(outline.strokes.size() == 2);
  CHECK(outline.smooth == std::vector{false, true});
  CHECK(outline.strokes[0].size() == 3);
  CHECK(outline.strokes[1][0].y == -50);
}

TEST_CASE("a smooth stroke goes through its points") {
  const Stroke points{{0, 0}, {50, 80}, {100, 0}};
  const Stroke fine = smooth_stroke(points);
  for (const Point& point : points)
    CHECK(std::ranges::any_of(fine, [&](const Point& p) { return p.x == point.x && p.y == point.y; }));
}

TEST_CASE("composed lines hold up to eight digits, many 1s among them") {
  std::size_t digits = 0;
  std::ptrdiff_t ones = 0;
  for (std::uint64_t key = 0; key < 300; ++key) {
    RandomStream random(key);
    const ComposedLine line = compose_line(some_digits(), random);
    REQUIRE(line.centers.size() == line.text.size());
    CHECK(line.text.size() <= 8);
    CHECK(line.centers.front() > 0);
    CHECK(line.centers.back() < line.ink.width);
    digits += line.text.size();
    ones += std::ranges::count(line.text, '1');
  }
  const double share = static_cast<double>(ones) / static_cast<double>(digits);
  CHECK(share > 0.16);  // one in ten of the images is a 1
  CHECK(share < 0.26);
}

TEST_CASE("windows of lines show digits and what is between them, whatever the number of threads") {
  omp_set_num_threads(2);
  const Dataset two = synthesize_line_windows(some_digits(), 300, 7);
  omp_set_num_threads(1);
  const Dataset one = synthesize_line_windows(some_digits(), 300, 7);
  CHECK(same(one, two));
  CHECK_FALSE(same(one, synthesize_line_windows(some_digits(), 300, 8)));
  CHECK(one.classes() == kNonDigit + 1);
  CHECK(std::set<int>(one.labels().begin(), one.labels().end()).size() == 11);
  const auto none = std::ranges::count(one.labels(), kNonDigit);
  CHECK(none > 120);
  CHECK(none < 240);
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(*std::ranges::max_element(one.image(i)) > 0);
  CHECK_THROWS_AS((void)synthesize_line_windows(some_digits().slice(0, 0), 1, 0), ArgumentError);
}
