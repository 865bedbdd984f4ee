#include "outputs_text.hpp"

#include <sodium.h>

#include <bit>
#include <cstdint>

#include "digit_outputs.hpp"
#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;
constexpr std::size_t kFloat_bytes = 4;

}  // namespace

std::string outputs_text(const DigitOutputs& outputs) {
  std::vector<std::uint8_t> bytes;
  for (const float value : outputs.values) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<std::uint8_t>(bits >> shift));
  }
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the zero at its end
  return text;
}

DigitOutputs outputs_of(const std::string& text, std::size_t digits) {
  std::vector<std::uint8_t> bytes(text.size() / 4 * 3);
  std::size_t size = 0;
  const int failed = bytes.empty() ? -1  // libsodium takes no null, be it of no length
                                   : sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr,
                                                       &size, nullptr, kVariant);
  if (failed != 0 || digits == 0 || size % (kFloat_bytes * digits) != 0 || size < kFloat_bytes * digits * kDigits) {
    throw FormatError("a trial's outputs are not as many floats in base64 as its digits have");
  }
  DigitOutputs outputs{digits, {}};
  for (std::size_t first = 0; first < size; first += kFloat_bytes) {
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < kFloat_bytes; ++i) bits |= std::uint32_t{bytes[first + i]} << (8 * i);
    outputs.values.push_back(std::bit_cast<float>(bits));
  }
  return outputs;
}

}  // namespace digitnet::serve
