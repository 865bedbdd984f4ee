#include "flow_secrets.hpp"

#include <sodium.h>

#include <cstddef>

#include "base64.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kSecretBytes = 32;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string sha256(std::string_view text) {
  std::string sum(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(sum.data()), bytes_of(text), text.size());
  return sum;
}

std::string keyed_hash(std::string_view key, std::string_view text) {
  std::string sum(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(sum.data()));
  return sum;
}

}  // namespace

bool is_flow_secret(std::string_view text) {
  const auto bytes = decode_base64url(text);
  return bytes && bytes->size() == kSecretBytes;
}

FlowSecrets derive_flow_secrets(std::string_view cookie, std::string_view state) {
  std::string suffix = ":";
  suffix += state;
  return {.code_verifier = encode_base64url(keyed_hash(cookie, "code_verifier" + suffix)),
          .nonce = encode_base64url(keyed_hash(cookie, "nonce" + suffix))};
}

std::string code_challenge(std::string_view code_verifier) {
  return encode_base64url(sha256(code_verifier));
}

}  // namespace digitnet::serve
