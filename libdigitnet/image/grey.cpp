#include "image/grey.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "image/plane.hpp"

namespace digitnet {
namespace {

using Color = std::array<float, 3>;

constexpr int kSamplesPerSide = 128;
/// Of the luma's contrast a channel must have so many times as much to be taken instead, and so many levels of its own.
constexpr float kFarBetter = 1.7f;
constexpr float kLeastContrast = 30;

/// ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, in 1/65536.
std::uint8_t luma(const std::uint8_t* rgb) {
  return static_cast<std::uint8_t>((19595U * rgb[0] + 38470U * rgb[1] + 7471U * rgb[2] + 32768U) >> 16);
}

std::uint8_t over(unsigned grey, unsigned alpha, unsigned ground) {
  return static_cast<std::uint8_t>((grey * alpha + ground * (255U - alpha) + 127U) / 255U);
}

/// The pixels of a coarse grid.
std::vector<const std::uint8_t*> take_samples(const DecodedPicture& picture) {
  const auto step = [](int length) { return (length + kSamplesPerSide - 1) / kSamplesPerSide; };
  const PictureHeader& header = picture.header;
  std::vector<const std::uint8_t*> samples;
  for (int y = step(header.height) / 2; y < header.height; y += step(header.height)) {
    for (int x = step(header.width) / 2; x < header.width; x += step(header.width)) {
      const auto pixel =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(header.width) + static_cast<std::size_t>(x);
      samples.push_back(picture.pixels.get() + pixel * static_cast<std::size_t>(header.channels));
    }
  }
  return samples;
}

/// Whether what is drawn on a transparent ground would not be seen on white.
bool is_light_on_nothing(const std::vector<const std::uint8_t*>& samples, int channels) {
  std::size_t drawn = 0;
  std::size_t light = 0;
  for (const std::uint8_t* pixel : samples) {
    if (pixel[channels - 1] < 128) continue;
    ++drawn;
    if ((channels == 2 ? pixel[0] : luma(pixel)) > 160) ++light;
  }
  return drawn > 0 && 2 * drawn < samples.size() && 10 * light > 9 * drawn;
}

/// How the colour of ink differs from that of the ground, in red, green and blue; zero where inks differ in colour.
Color ink_contrast(const std::vector<const std::uint8_t*>& samples) {
  Color ground{};
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<float> values;
    for (const std::uint8_t* pixel : samples) values.push_back(pixel[c]);
    ground[c] = quantile(std::move(values), 0.5);
  }
  const auto difference = [&](const std::uint8_t* pixel) {
    return Color{static_cast<float>(pixel[0]) - ground[0], static_cast<float>(pixel[1]) - ground[1],
                 static_cast<float>(pixel[2]) - ground[2]};
  };
  const auto length = [](const Color& d) { return std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]); };
  std::vector<float> lengths;
  for (const std::uint8_t* pixel : samples) lengths.push_back(length(difference(pixel)));
  const float far = 0.6f * quantile(std::move(lengths), 0.998);
  Color sum{};
  float total = 0;
  float count = 0;
  for (const std::uint8_t* pixel : samples) {
    const Color d = difference(pixel);
    if (length(d) < far) continue;
    for (std::size_t c = 0; c < 3; ++c) sum[c] += d[c];
    total += length(d);
    ++count;
  }
  if (count == 0 || length(sum) < 0.8f * total) return {};
  for (float& value : sum) value /= count;
  return sum;
}

/// Which of red, green and blue shows ink far better than luma does; -1: none.
int better_channel(const std::vector<const std::uint8_t*>& samples) {
  const Color contrast = ink_contrast(samples);
  const float in_luma = std::abs(0.299f * contrast[0] + 0.587f * contrast[1] + 0.114f * contrast[2]);
  // Green before blue, in which cameras and JPEG are coarsest.
  int best = 1;
  for (const int c : {0, 2}) {
    if (std::abs(contrast[static_cast<std::size_t>(c)]) > 1.1f * std::abs(contrast[static_cast<std::size_t>(best)])) {
      best = c;
    }
  }
  const float in_best = std::abs(contrast[static_cast<std::size_t>(best)]);
  return in_best >= kLeastContrast && in_best > kFarBetter * in_luma ? best : -1;
}

}  // namespace

Image to_grey(const DecodedPicture& picture) {
  const int channels = picture.header.channels;
  Image image{picture.header.width, picture.header.height, {}};
  image.pixels.resize(static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height));
  const std::uint8_t* pixel = picture.pixels.get();
  if (channels == 1) {
    std::copy_n(pixel, image.pixels.size(), image.pixels.begin());
    return image;
  }
  const auto samples = take_samples(picture);
  const bool has_alpha = channels % 2 == 0;
  const unsigned ground = has_alpha && is_light_on_nothing(samples, channels) ? 0 : 255;
  const bool see_through =
      has_alpha && std::ranges::any_of(samples, [&](const std::uint8_t* p) { return p[channels - 1] < 250; });
  const int channel = channels < 3 ? 0 : see_through ? -1 : better_channel(samples);
  for (std::uint8_t& grey : image.pixels) {
    const std::uint8_t opaque = channel < 0 ? luma(pixel) : pixel[channel];
    grey = has_alpha ? over(opaque, pixel[channels - 1], ground) : opaque;
    pixel += channels;
  }
  return image;
}

}  // namespace digitnet
