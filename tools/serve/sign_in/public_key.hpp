#pragma once

#include <openssl/types.h>

#include <memory>
#include <string_view>

namespace digitnet::serve {

using PublicKey = std::shared_ptr<EVP_PKEY>;

/// From the modulus and the exponent, both as big-endian bytes; null when they are no key of 2048 to 8192 bits with an
/// odd exponent of 32 bits at most, which would take long.
[[nodiscard]] PublicKey rsa_public_key(std::string_view modulus, std::string_view exponent);
/// From the coordinates of a point of the curve P-256, 32 bytes each; null when it is none.
[[nodiscard]] PublicKey p256_public_key(std::string_view x, std::string_view y);

/// RSASSA-PKCS1-v1_5 with SHA-256.
[[nodiscard]] bool verify_rs256(const PublicKey& key, std::string_view text, std::string_view signature);
/// ECDSA on P-256 with SHA-256; the signature is R and S, 32 bytes each (RFC 7518, section 3.4).
[[nodiscard]] bool verify_es256(const PublicKey& key, std::string_view text, std::string_view signature);

}  // namespace digitnet::serve
