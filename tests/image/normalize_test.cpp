#include "image/normalize.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>

#include "digitnet/error.hpp"
#include "support/picture_files.hpp"
#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

struct Placement {
  Box box;  ///< of everything above a quarter of full ink
  double center_x;
  double center_y;
};

Placement placement_of(const Image& digit) {
  double mass = 0;
  double x_sum = 0;
  double y_sum = 0;
  int left = 28;
  int top = 28;
  int right = -1;
  int bottom = -1;
  for (int y = 0; y < digit.height; ++y) {
    for (int x = 0; x < digit.width; ++x) {
      const int value = digit.at(x, y);
      mass += value;
      x_sum += value * (x + 0.5);
      y_sum += value * (y + 0.5);
      if (value < 64) continue;
      left = std::min(left, x);
      top = std::min(top, y);
      right = std::max(right, x);
      bottom = std::max(bottom, y);
    }
  }
  return {{left, top, right - left + 1, bottom - top + 1}, x_sum / mass, y_sum / mass};
}

double difference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / 255;
}

Image noise(int width, int height) {
  std::mt19937 random(8);
  Image picture = blank(width, height);
  for (auto& pixel : picture.pixels) pixel = static_cast<std::uint8_t>(random());
  return picture;
}

/// A 0 whose stroke, four pixels wide, leaves little of its 16x16 pixels free.
Image filling_zero(int ground, int ink) {
  Image picture{16, 16, {}};
  for (int y = 0; y < 16; ++y) {
    for (int x = 0; x < 16; ++x) {
      const double outer = std::hypot(x - 7.5, y - 7.5);
      picture.pixels.push_back(static_cast<std::uint8_t>(outer < 7.9 && outer > 3.6 ? ink : ground));
    }
  }
  return picture;
}

/// The most memory that this process ever had.
long peak_memory_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

TEST_CASE("a digit fills 20 pixels, peaks at 255 and has its centre of mass in the middle") {
  for (const int size : {20, 50, 90, 300, 1500}) {
    CAPTURE(size);
    const NormalizedDigit digit = normalize_digit(make_stroke(size, size, 255, 0));
    CHECK(digit.image.width == 28);
    CHECK(digit.image.height == 28);
    const Placement placement = placement_of(digit.image);
    CHECK(placement.box.height >= 19);
    CHECK(placement.box.height <= 20);
    CHECK(std::abs(placement.center_x - 14) <= 0.75);
    CHECK(std::abs(placement.center_y - 14) <= 0.75);
    CHECK(*std::ranges::max_element(digit.image.pixels) == 255);
  }
}

TEST_CASE("the box says where the ink was in the picture") {
  const NormalizedDigit digit = normalize_digit(make_stroke(200, 100, 250, 10));
  CHECK(std::abs(digit.box.x - 80) <= 2);
  CHECK(std::abs(digit.box.y - 25) <= 2);
  CHECK(std::abs(digit.box.width - 50) <= 4);
  CHECK(std::abs(digit.box.height - 50) <= 4);
}

TEST_CASE("dark ink on light and light ink on dark give the same digit") {
  for (const int size : {24, 64, 200}) {
    const Image dark = normalize_digit(make_stroke(size, size, 230, 20)).image;
    const Image light = normalize_digit(make_stroke(size, size, 20, 230)).image;
    CHECK(difference(dark, light) < 3);
  }
}

TEST_CASE("uneven light, noise and faint ink change little") {
  const Image clean = normalize_digit(make_stroke(300, 300, 255, 0)).image;
  CHECK(difference(normalize_digit(photographed(make_stroke(300, 300, 240, 40), 0.35, 0)).image, clean) < 12);
  CHECK(difference(normalize_digit(photographed(make_stroke(300, 300, 240, 40), 0.6, 8)).image, clean) < 20);
  CHECK(difference(normalize_digit(photographed(make_stroke(300, 300, 230, 170), 1, 3)).image, clean) < 20);
}

TEST_CASE("specks far from the digit do not count") {
  Image picture = make_stroke(300, 300, 240, 30);
  const Image clean = normalize_digit(picture).image;
  for (const int at : {5 * 300 + 5, 290 * 300 + 290, 20 * 300 + 280}) picture.pixels[static_cast<std::size_t>(at)] = 0;
  CHECK(difference(normalize_digit(picture).image, clean) < 2);
}

TEST_CASE("a picture that looks like MNIST's already stays as it is") {
  Image digit{28, 28, std::vector<std::uint8_t>(28 * 28)};
  for (int y = 4; y < 24; ++y) {
    digit.pixels[static_cast<std::size_t>(y * 28 + 13)] = 200;
    digit.pixels[static_cast<std::size_t>(y * 28 + 14)] = 254;
  }
  CHECK(normalize_digit(digit).image.pixels == digit.pixels);
  CHECK(is_light_on_black_28(digit));
  CHECK(!is_light_on_black_28(negative(digit)));
  CHECK(!is_light_on_black_28(make_stroke(30, 30, 0, 255)));
}

TEST_CASE("a picture without ink is an error that names it") {
  CHECK_THROWS_WITH_AS(static_cast<void>(normalize_digit(blank(1, 1, 0), "dot.png")),
                       "dot.png: no ink found in its 1x1 pixels", FormatError);
  for (const int grey : {0, 128, 255}) {
    for (const int size : {2, 28, 100, 1000}) {
      CHECK_THROWS_AS(static_cast<void>(normalize_digit(blank(size, size, grey))), FormatError);
    }
  }
  CHECK_THROWS_AS(static_cast<void>(normalize_digit(photographed(blank(300, 200, 230), 0.4, 0))), FormatError);
  CHECK_THROWS_AS(static_cast<void>(normalize_digit(photographed(blank(300, 200, 230), 1, 6))), FormatError);
}

TEST_CASE("pictures of extreme shapes are read or refused, whatever is on them") {
  std::mt19937 random(7);
  for (const auto& [width, height] : {std::pair{5000, 1}, std::pair{1, 3000}, std::pair{2, 2}, std::pair{4000, 3},
                                      std::pair{17, 900}, std::pair{64, 64}, std::pair{7, 5}}) {
    for (const unsigned range : {2U, 256U}) {
      Image picture = blank(width, height);
      for (auto& pixel : picture.pixels) pixel = static_cast<std::uint8_t>(random() % range * (256 / range));
      try {
        const NormalizedDigit digit = normalize_digit(picture);
        CHECK(digit.image.pixels.size() == 28 * 28);
      } catch (const FormatError&) {
      }
    }
  }
}

TEST_CASE("a strip far longer than wide costs no more than another picture, and holds no digit") {
  for (const auto& [width, height] : {std::pair{30000, 1}, std::pair{1, 30000}, std::pair{3'000'000, 4},
                                      std::pair{4, 3'000'000}, std::pair{20000, 100}, std::pair{100, 20000}}) {
    CAPTURE(width);
    CAPTURE(height);
    const Image picture = noise(width, height);
    const long before_mib = peak_memory_mib();
    const auto start = std::chrono::steady_clock::now();
    CHECK_THROWS_AS(static_cast<void>(normalize_digit(picture)), FormatError);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    CHECK(peak_memory_mib() - before_mib < 100);
  }
}

TEST_CASE("the longest strips that may hold a digit are bounded in time and memory too") {
  for (const auto& [width, height] : {std::pair{480, 1}, std::pair{2, 480}, std::pair{481, 8}, std::pair{12000, 100}}) {
    const Image picture = noise(width, height);
    const long before_mib = peak_memory_mib();
    const auto start = std::chrono::steady_clock::now();
    try {
      const NormalizedDigit digit = normalize_digit(picture);
      CHECK(digit.image.pixels.size() == 28 * 28);
    } catch (const FormatError&) {
    }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
    CHECK(peak_memory_mib() - before_mib < 100);
  }
}

TEST_CASE("a PNG of a few bytes that is one line of 30000 pixels is decoded and refused") {
  const Bytes png = make_png(30000, 1, Bytes(30000));
  CHECK(png.size() < 200);
  CHECK_THROWS_WITH_AS(static_cast<void>(normalize_digit(decode_image(png, "line.png"), "line.png")),
                       "line.png: no ink found in its 30000x1 pixels", FormatError);
}

TEST_CASE("a digit on a wide or high picture, and a 1 cut out closely, are read") {
  for (const auto& [width, height] : {std::pair{4000, 400}, std::pair{400, 4000}}) {
    CHECK(normalize_digit(make_stroke(width, height, 250, 10)).image.pixels.size() == 28 * 28);
  }
  Image one{3, 24, std::vector<std::uint8_t>(72, 255)};
  for (int y = 2; y < 22; ++y) one.pixels[static_cast<std::size_t>(3 * y + 1)] = 0;
  CHECK(normalize_digit(one).box == Box{1, 2, 1, 20});
}

TEST_CASE("two greys that differ by just more than the ground's spread are no trouble") {
  // Averaged to 20.5 each, they once lay outside every range of levels around a common one.
  Image picture{960, 8, std::vector<std::uint8_t>(960 * 8)};
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) picture.pixels[i] = i % 2 == 0 ? 20 : 21;
  CHECK_THROWS_AS(static_cast<void>(normalize_digit(picture)), FormatError);
}

TEST_CASE("a tensor of a picture holds its greys from 0 to 1") {
  const Tensor tensor = to_tensor({2, 1, {0, 255}});
  CHECK(tensor.shape() == Shape{1, 1, 2, 1});
  CHECK(tensor.data()[0] == 0);
  CHECK(tensor.data()[1] == 1);
}

TEST_CASE("a prediction is made of a picture of any size") {
  const Model model({28, 28, 1}, {Dense{10}, Softmax{}}, 1);
  const Image picture = make_stroke(120, 90, 240, 30);
  const Prediction prediction = predict(model, picture);
  const Tensor digit = to_tensor(normalize_digit(picture).image);
  CHECK(prediction.probabilities == Predictor(model).predict(digit.view()).probabilities);
  CHECK_THROWS_AS(static_cast<void>(predict(Model({5, 5, 1}, {Dense{2}, Softmax{}}), picture)), ShapeError);
}

TEST_CASE("a digit whose ink is most of a small picture is found in either polarity") {
  for (const auto& [ground, ink] : {std::pair{0, 255}, std::pair{255, 0}}) {
    CAPTURE(ground);
    const NormalizedDigit zero = normalize_digit(filling_zero(ground, ink));
    CHECK(zero.box == Box{0, 0, 16, 16});
    CHECK(zero.image.at(14, 14) == 0);
    CHECK(zero.image.at(14, 5) > 200);
  }
}
