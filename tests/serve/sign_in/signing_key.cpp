#include "serve/sign_in/signing_key.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <utility>
#include <vector>

#include "base64.hpp"

namespace digitnet::test {
namespace {

using serve::encode_base64url;
using serve::SignatureAlgorithm;

std::string to_bytes(const BIGNUM* number, int bytes) {
  std::string text(static_cast<std::size_t>(bytes), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), bytes);
  return text;
}

// As JSON Web Signatures have it: R and S, 32 bytes each.
std::string raw_signature(const std::string& encoded) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(encoded.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> pair(
      d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(encoded.size())), ECDSA_SIG_free);
  return to_bytes(ECDSA_SIG_get0_r(pair.get()), 32) + to_bytes(ECDSA_SIG_get0_s(pair.get()), 32);
}

}  // namespace

SigningKey::SigningKey(SignatureAlgorithm algorithm, std::string key_id, unsigned bits)
    : algorithm_(algorithm),
      key_id_(std::move(key_id)),
      key_(algorithm == SignatureAlgorithm::rs256 ? EVP_RSA_gen(bits) : EVP_EC_gen("P-256"), EVP_PKEY_free) {
  if (!key_) throw std::runtime_error("no key was made");
}

std::string SigningKey::number(const char* parameter, int bytes) const {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key_.get(), parameter, &number) != 1) throw std::runtime_error("the key has no such part");
  const std::string text = to_bytes(number, bytes > 0 ? bytes : BN_num_bytes(number));
  BN_free(number);
  return encode_base64url(text);
}

nlohmann::json SigningKey::json_web_key() const {
  if (algorithm_ == SignatureAlgorithm::rs256) {
    return {{"kty", "RSA"},
            {"use", "sig"},
            {"alg", "RS256"},
            {"kid", key_id_},
            {"n", number(OSSL_PKEY_PARAM_RSA_N, 0)},
            {"e", number(OSSL_PKEY_PARAM_RSA_E, 0)}};
  }
  return {{"kty", "EC"},
          {"use", "sig"},
          {"alg", "ES256"},
          {"kid", key_id_},
          {"crv", "P-256"},
          {"x", number(OSSL_PKEY_PARAM_EC_PUB_X, 32)},
          {"y", number(OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
}

std::string SigningKey::key_set() const {
  return nlohmann::json{{"keys", {json_web_key()}}}.dump();
}

nlohmann::json SigningKey::header() const {
  return {{"alg", algorithm_ == SignatureAlgorithm::rs256 ? "RS256" : "ES256"}, {"typ", "JWT"}, {"kid", key_id_}};
}

std::string SigningKey::sign(const nlohmann::json& claims) const {
  return sign(header(), claims);
}

std::string SigningKey::sign(const nlohmann::json& header, const nlohmann::json& claims) const {
  const std::string text = encode_base64url(header.dump()) + "." + encode_base64url(claims.dump());
  return text + "." + encode_base64url(signature_of(text));
}

std::string SigningKey::signature_of(const std::string& text) const {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  std::size_t size = 0;
  EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()) !=
      1) {
    throw std::runtime_error("the key signs nothing");
  }
  signature.resize(size);
  return algorithm_ == SignatureAlgorithm::rs256 ? signature : raw_signature(signature);
}

}  // namespace digitnet::test
