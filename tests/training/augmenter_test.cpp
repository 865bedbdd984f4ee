#include "training/augmenter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "digitnet/error.hpp"

using namespace digitnet;

namespace {

const Shape kShape{28, 28, 1};

/// A bar of 3 by 14 pixels in the middle.
std::vector<float> bar() {
  std::vector<float> pixels(kShape.size());
  for (std::size_t y = 7; y < 21; ++y)
    for (std::size_t x = 13; x < 16; ++x) pixels[y * 28 + x] = 1;
  return pixels;
}

std::vector<float> augmented(const Augmentation& augmentation, std::uint64_t key) {
  std::vector<float> pixels = bar();
  Augmenter(augmentation, kShape).apply(key, pixels.data());
  return pixels;
}

float mass(const std::vector<float>& pixels) {
  return std::accumulate(pixels.begin(), pixels.end(), 0.0f);
}

double column_of_mass(const std::vector<float>& pixels) {
  double sum = 0;
  for (std::size_t i = 0; i < pixels.size(); ++i) sum += pixels[i] * static_cast<double>(i % 28);
  return sum / mass(pixels);
}

}  // namespace

TEST_CASE("an augmentation without amounts leaves an image as it is") {
  CHECK_FALSE(changes_images(Augmentation{.clean_epochs = 3}));
  CHECK(augmented({}, 1) == bar());
}

TEST_CASE("what changes depends on the key alone") {
  const Augmentation all{.rotation_degrees = 10, .shift_px = 2, .zoom = 0.1f, .elastic_px = 1, .noise = 1, .erase = 1};
  CHECK(changes_images(all));
  CHECK(augmented(all, 5) == augmented(all, 5));
  CHECK(augmented(all, 5) != augmented(all, 6));
}

TEST_CASE("a shift moves the ink by no more than it says, both ways") {
  double least = 0;
  double most = 0;
  for (std::uint64_t key = 0; key < 200; ++key) {
    const double moved = column_of_mass(augmented({.shift_px = 2}, key)) - 14;
    least = std::min(least, moved);
    most = std::max(most, moved);
  }
  CHECK(least == doctest::Approx(-2).epsilon(0.05));
  CHECK(most == doctest::Approx(2).epsilon(0.05));
}

TEST_CASE("zoom changes the ink's area within its bounds") {
  for (std::uint64_t key = 0; key < 100; ++key) {
    const double ratio = mass(augmented({.zoom = 0.1f}, key)) / mass(bar());
    CHECK(ratio > std::exp(-0.2) - 0.05);
    CHECK(ratio < std::exp(0.2) + 0.05);
  }
}

TEST_CASE("strokes get wider and thinner") {
  bool wider = false;
  bool thinner = false;
  for (std::uint64_t key = 0; key < 20; ++key) {
    const float change = mass(augmented({.stroke_px = 1}, key)) - mass(bar());
    wider = wider || change > 5;
    thinner = thinner || change < -5;
  }
  CHECK(wider);
  CHECK(thinner);
}

TEST_CASE("every change keeps values from 0 to 1") {
  const Augmentation all{.rotation_degrees = 30,
                         .shift_px = 4,
                         .zoom = 0.3f,
                         .squish = 0.3f,
                         .shear = 0.4f,
                         .elastic_px = 2,
                         .stroke_px = 2,
                         .blur = 1,
                         .noise = 1,
                         .contrast = 1,
                         .coarse = 1,
                         .erase = 1,
                         .rules = 1};
  for (std::uint64_t key = 0; key < 100; ++key) {
    const std::vector<float> pixels = augmented(all, key);
    CHECK(std::ranges::all_of(pixels, [](float value) { return value >= 0 && value <= 1; }));
  }
}

TEST_CASE("a chance of one in four changes about a quarter of the images") {
  int changed = 0;
  for (std::uint64_t key = 0; key < 1000; ++key) changed += augmented({.rules = 0.25f}, key) == bar() ? 0 : 1;
  CHECK(changed > 200);
  CHECK(changed < 300);
}

TEST_CASE("augmentation out of range is refused by name") {
  CHECK_THROWS_WITH_AS(Augmenter({.noise = 1.5f}, kShape), "augmentation's noise must be from 0 to 1: found 1.5",
                       ArgumentError);
  CHECK_THROWS_AS(Augmenter({.shift_px = std::nanf("")}, kShape), ArgumentError);
  CHECK_THROWS_WITH_AS(Augmenter({.shift_px = 1}, {28, 28, 3}),
                       "augmentation takes images of one channel: found 28x28x3", ShapeError);
}
