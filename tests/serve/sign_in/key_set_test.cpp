#include "key_set.hpp"

#include <doctest/doctest.h>

#include "base64.hpp"
#include "digitnet/error.hpp"
#include "serve/sign_in/signing_key.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using digitnet::test::SigningKey;
using nlohmann::json;

namespace {

std::size_t count_of(const json& key) {
  return parse_key_set(json{{"keys", {key}}}.dump(), "keys").size();
}

std::size_t count_with(json key, const char* member, const json& value) {
  key[member] = value;
  return count_of(key);
}

}  // namespace

TEST_CASE("keys of RSA and P-256 are read with their ids") {
  const SigningKey rsa(SignatureAlgorithm::rs256, "one");
  const SigningKey ec(SignatureAlgorithm::es256, "two");
  const auto keys = parse_key_set(json{{"keys", {rsa.json_web_key(), ec.json_web_key()}}, {"more", 1}}.dump(), "keys");
  REQUIRE(keys.size() == 2);
  CHECK(keys[0].key_id() == "one");
  CHECK(keys[0].algorithm() == SignatureAlgorithm::rs256);
  CHECK(keys[1].key_id() == "two");
  CHECK(keys[1].algorithm() == SignatureAlgorithm::es256);
}

TEST_CASE("keys that are for something else, broken or too weak are passed over") {
  const json rsa = SigningKey(SignatureAlgorithm::rs256, "one").json_web_key();
  const json ec = SigningKey(SignatureAlgorithm::es256, "two").json_web_key();
  CHECK(count_of(rsa) == 1);
  CHECK(count_with(rsa, "use", "enc") == 0);
  CHECK(count_with(rsa, "key_ops", json::array({"encrypt"})) == 0);
  CHECK(count_with(rsa, "key_ops", json::array({"verify"})) == 1);
  CHECK(count_with(rsa, "alg", "RS512") == 0);
  CHECK(count_with(rsa, "kty", "oct") == 0);
  CHECK(count_with(rsa, "n", "AQAB") == 0);
  CHECK(count_with(rsa, "n", 7) == 0);
  CHECK(count_with(rsa, "n", encode_base64url(std::string(1025, '\xff'))) == 0);
  CHECK(count_with(rsa, "e", "AQ") == 0);  // 1: everything would be its own signature
  CHECK(count_with(rsa, "e", "Ag") == 0);
  CHECK(count_with(rsa, "e", encode_base64url(std::string(5, '\xff'))) == 0);
  CHECK(count_of(SigningKey(SignatureAlgorithm::rs256, "weak", 1024).json_web_key()) == 0);
  CHECK(count_of(ec) == 1);
  CHECK(count_with(ec, "crv", "P-384") == 0);
  CHECK(count_with(ec, "x", ec["y"]) == 0);  // not on the curve
  CHECK(count_with(ec, "x", encode_base64url(std::string(32, '\0'))) == 0);
  CHECK(count_with(ec, "y", "AA") == 0);
  CHECK(count_of({{"kty", "oct"}, {"k", "c2VjcmV0"}, {"alg", "HS256"}}) == 0);
  CHECK(count_of(7) == 0);
}

TEST_CASE("what is no set of keys is refused") {
  for (const char* text :
       {"", "{}", "[]", R"({"keys": {}})", R"({"keys": 1})", R"({"keys": [], "keys": []})", "{\"keys\": ["}) {
    CHECK_THROWS_AS(static_cast<void>(parse_key_set(text, "keys")), FormatError);
  }
  CHECK_THROWS_AS(static_cast<void>(parse_key_set(json{{"keys", json(65, 0)}}.dump(), "keys")), FormatError);
  CHECK(parse_key_set(R"({"keys": []})", "keys").empty());
}
