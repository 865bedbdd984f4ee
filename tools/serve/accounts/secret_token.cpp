#include "secret_token.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace digitnet::serve {

std::string new_secret_token() {
  std::array<unsigned char, 32> bits{};
  randombytes_buf(bits.data(), bits.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bits.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), kVariant);
  text.pop_back();  // the NUL at its end
  sodium_memzero(bits.data(), bits.size());
  return text;
}

std::string token_hash(std::string_view token) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(token.data()), token.size());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text{};
  return sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
}

std::string new_code() {
  return fmt::format("{:08}", randombytes_uniform(100'000'000));
}

}  // namespace digitnet::serve
