#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "digitnet/image.hpp"

using namespace digitnet;

TEST_CASE("in every sample picture a digit of sensible size is found") {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(DIGITNET_SOURCE_DIR "/data/samples")) {
    const std::string extension = entry.path().extension().string();
    if (extension != ".png" && extension != ".jpg" && extension != ".gif") continue;
    CAPTURE(entry.path().string());
    const Image picture = load_image(entry.path());
    const NormalizedDigit digit = normalize_digit(picture, entry.path().string());
    CHECK(digit.box.width * 15 >= picture.width);
    CHECK(digit.box.height * 5 >= picture.height);
    const auto inked = std::ranges::count_if(digit.image.pixels, [](std::uint8_t pixel) { return pixel >= 128; });
    CHECK(inked >= 25);   // a thin 1
    CHECK(inked <= 240);  // a thick 8
    ++count;
  }
  CHECK(count >= 10);
}
