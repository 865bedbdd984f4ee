#include "seen_text.hpp"

#include <sodium.h>

#include <cstddef>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
constexpr int kSide_px = 28;
constexpr std::size_t kPixels = kSide_px * kSide_px;

}  // namespace

std::string seen_text(const Image& seen) {
  std::string text(sodium_base64_encoded_len(seen.pixels.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), seen.pixels.data(), seen.pixels.size(), kVariant);
  text.pop_back();  // the zero at its end
  return text;
}

Image seen_of(const std::string& text) {
  Image seen{kSide_px, kSide_px, std::vector<std::uint8_t>(kPixels)};
  std::size_t bytes = 0;
  const int failed =
      sodium_base642bin(seen.pixels.data(), kPixels, text.data(), text.size(), nullptr, &bytes, nullptr, kVariant);
  if (failed != 0 || bytes != kPixels) throw FormatError("a sample's pixels are not 28x28 in base64");
  return seen;
}

}  // namespace digitnet::serve
