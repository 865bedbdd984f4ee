#include "key_set.hpp"

#include <fmt/format.h>

#include <cassert>
#include <optional>
#include <utility>

#include "base64.hpp"
#include "digitnet/error.hpp"
#include "formats/strict_json.hpp"
#include "public_key.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostKeysInSet = 64;

// A member that is text; empty when it is missing or something else.
std::string text_of(const ParsedJson& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string bytes_of(const ParsedJson& object, const char* key) {
  return decode_base64url(text_of(object, key)).value_or(std::string());
}

bool is_absent_or(const ParsedJson& object, const char* key, std::string_view expected) {
  return !object.contains(key) || text_of(object, key) == expected;
}

// RFC 7517, section 4.3.
bool is_for_verifying(const ParsedJson& object) {
  if (!is_absent_or(object, "use", "sig")) return false;
  const auto operations = object.find("key_ops");
  if (operations == object.end()) return true;
  for (const ParsedJson& operation : *operations) {
    if (operation == "verify") return true;
  }
  return false;
}

std::optional<VerificationKey> read_key(const ParsedJson& object) {
  if (!object.is_object() || !is_for_verifying(object)) return std::nullopt;
  const std::string type = text_of(object, "kty");
  PublicKey key;
  auto algorithm = SignatureAlgorithm::rs256;
  if (type == "RSA" && is_absent_or(object, "alg", "RS256")) {
    key = rsa_public_key(bytes_of(object, "n"), bytes_of(object, "e"));
  } else if (type == "EC" && is_absent_or(object, "alg", "ES256") && text_of(object, "crv") == "P-256") {
    key = p256_public_key(bytes_of(object, "x"), bytes_of(object, "y"));
    algorithm = SignatureAlgorithm::es256;
  }
  if (!key) return std::nullopt;
  return VerificationKey(text_of(object, "kid"), algorithm, std::move(key));
}

}  // namespace

VerificationKey::VerificationKey(std::string key_id, SignatureAlgorithm algorithm, PublicKey key)
    : key_id_(std::move(key_id)), algorithm_(algorithm), key_(std::move(key)) {}

bool VerificationKey::fits(const SignedToken& token) const {
  return algorithm_ == token.algorithm && (token.key_id.empty() || token.key_id == key_id_);
}

bool VerificationKey::verifies(const SignedToken& token) const {
  assert(fits(token));
  return algorithm_ == SignatureAlgorithm::rs256 ? verify_rs256(key_, token.signed_text, token.signature)
                                                 : verify_es256(key_, token.signed_text, token.signature);
}

std::vector<VerificationKey> parse_key_set(std::string_view text, const std::string& name) {
  const ParsedJson json = parse_strict_json(text, name, "the set of keys");
  ObjectReader object(json, name, "");
  const ParsedJson& list = object.member("keys");
  if (!list.is_array() || list.size() > kMostKeysInSet) {
    throw FormatError(fmt::format("{}: expected keys to be a list of at most {}", name, kMostKeysInSet));
  }
  std::vector<VerificationKey> keys;
  for (const ParsedJson& entry : list) {
    if (auto key = read_key(entry)) keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace digitnet::serve
