#include "id_token.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "base64.hpp"
#include "digitnet/error.hpp"
#include "serve/sign_in/signing_key.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using digitnet::test::SigningKey;
using nlohmann::json;

namespace {

constexpr std::int64_t kNow_s = 1'800'000'000;
const std::string kIssuer = "https://accounts.example";
const std::string kClient = "digitnet";

const SigningKey& rsa_key() {
  static const SigningKey key(SignatureAlgorithm::rs256, "rsa-1");
  return key;
}
const SigningKey& ec_key() {
  static const SigningKey key(SignatureAlgorithm::es256, "ec-1");
  return key;
}

json good_claims() {
  return {{"iss", kIssuer},         {"aud", kClient},         {"sub", "110169484474386276334"},
          {"exp", kNow_s + 3600},   {"iat", kNow_s - 1},      {"nonce", "the nonce"},
          {"email", "a@b.example"}, {"email_verified", true}, {"name", "Ada"}};
}

IdTokenExpectation expectation() {
  const Time now{std::chrono::seconds(kNow_s)};
  return {.issuer = kIssuer,
          .client_id = kClient,
          .nonce = "the nonce",
          .access_token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y",
          .started = now - std::chrono::seconds(30),
          .now = now};
}

PersonClaims check(const std::string& token, const SigningKey& key = rsa_key(),
                   const IdTokenExpectation& expected = expectation()) {
  return check_id_token(parse_signed_token(token), parse_key_set(key.key_set(), "keys"), expected);
}

// What is said against a token of these claims; empty when it is taken.
std::string complaint(const json& claims) {
  try {
    static_cast<void>(check(rsa_key().sign(claims)));
  } catch (const FormatError& error) {
    return error.what();
  }
  return {};
}

std::string complaint_about(const std::string& token) {
  try {
    static_cast<void>(check(token));
  } catch (const FormatError& error) {
    return error.what();
  }
  return {};
}

std::string complaint_with(const char* claim, const json& value) {
  json claims = good_claims();
  claims[claim] = value;
  return complaint(claims);
}

std::string complaint_without(const char* claim) {
  json claims = good_claims();
  claims.erase(claim);
  return complaint(claims);
}

bool speaks_of(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a token that is as it must be is taken, by RS256 and by ES256") {
  for (const SigningKey* key : {&rsa_key(), &ec_key()}) {
    const PersonClaims claims = check(key->sign(good_claims()), *key);
    CHECK(claims.subject == "110169484474386276334");
    CHECK(claims.email == "a@b.example");
    CHECK(claims.email_verified == true);
    CHECK(claims.name == "Ada");
  }
}

TEST_CASE("a token without a signature is refused, however that is written") {
  const std::string claims = encode_base64url(good_claims().dump());
  for (const char* algorithm : {"none", "None", "NONE", ""}) {
    const std::string header = encode_base64url(json{{"alg", algorithm}}.dump());
    CHECK(speaks_of(complaint_about(header + "." + claims + "."), "alg"));
  }
  const std::string token = rsa_key().sign(good_claims());
  CHECK(speaks_of(complaint_about(token.substr(0, token.rfind('.') + 1)), "signature"));
  CHECK_FALSE(complaint_about(token.substr(0, token.rfind('.'))).empty());
}

TEST_CASE("algorithms whose key is shared, and others that are not on the list, are refused before any key is tried") {
  for (const char* algorithm : {"HS256", "HS384", "HS512", "RS384", "RS512", "PS256", "ES384", "EdDSA", "rs256"}) {
    json header = rsa_key().header();
    header["alg"] = algorithm;
    CHECK(speaks_of(complaint_about(rsa_key().sign(header, good_claims())), "RS256 or ES256"));
  }
}

TEST_CASE("a key does not verify by another algorithm than its own") {
  json header = rsa_key().header();
  header["alg"] = "ES256";
  CHECK(speaks_of(complaint_about(rsa_key().sign(header, good_claims())), "signature"));
}

TEST_CASE("a token that was altered, or signed by somebody else, is refused") {
  const std::string token = rsa_key().sign(good_claims());
  json other = good_claims();
  other["sub"] = "1";
  const std::size_t first = token.find('.');
  const std::string altered =
      token.substr(0, first + 1) + encode_base64url(other.dump()) + token.substr(token.rfind('.'));
  CHECK(speaks_of(complaint_about(altered), "signature"));
  const SigningKey stranger(SignatureAlgorithm::rs256, "rsa-1");
  CHECK(speaks_of(complaint_about(stranger.sign(good_claims())), "signature"));
  // ES256: a wrong length, and zeros, which are no signature of anything.
  const std::string signed_text = ec_key().sign(good_claims()).substr(0, ec_key().sign(good_claims()).rfind('.') + 1);
  for (const std::size_t size : {0U, 63U, 64U, 65U}) {
    CHECK_THROWS_AS(static_cast<void>(check(signed_text + encode_base64url(std::string(size, '\0')), ec_key())),
                    FormatError);
  }
}

TEST_CASE("a token that names a key is verified by that key alone, one that names none by any") {
  json header = rsa_key().header();
  header["kid"] = "another";
  CHECK(speaks_of(complaint_about(rsa_key().sign(header, good_claims())), "signature"));
  header.erase("kid");
  CHECK(complaint_about(rsa_key().sign(header, good_claims())).empty());
}

TEST_CASE("a token for another use, or with extensions that are not understood, is refused") {
  json header = rsa_key().header();
  header["typ"] = "at+jwt";
  CHECK(speaks_of(complaint_about(rsa_key().sign(header, good_claims())), "typ"));
  header = rsa_key().header();
  header["crit"] = json::array({"exp"});
  CHECK(speaks_of(complaint_about(rsa_key().sign(header, good_claims())), "crit"));
}

TEST_CASE("the issuer is compared to the letter") {
  for (const char* issuer : {"https://accounts.example/", "https://ACCOUNTS.example", "http://accounts.example",
                             "accounts.example", "https://accounts.example.evil.example", ""}) {
    CHECK(speaks_of(complaint_with("iss", issuer), "iss"));
  }
  CHECK(speaks_of(complaint_with("iss", json::array({kIssuer})), "iss"));
  CHECK(speaks_of(complaint_without("iss"), "iss"));
}

TEST_CASE("a token for another client is refused; of several audiences azp names this one") {
  CHECK(speaks_of(complaint_with("aud", "other"), "aud"));
  CHECK(speaks_of(complaint_with("aud", json::array({"other"})), "aud"));
  CHECK(speaks_of(complaint_with("aud", json::array()), "aud"));
  CHECK(speaks_of(complaint_with("aud", nullptr), "aud"));
  CHECK(speaks_of(complaint_with("aud", json::object({{"a", kClient}})), "aud"));
  CHECK(speaks_of(complaint_without("aud"), "aud"));
  CHECK(complaint_with("aud", json::array({kClient})).empty());
  CHECK(speaks_of(complaint_with("aud", json::array({kClient, "other"})), "azp"));
  CHECK(speaks_of(complaint_with("azp", "other"), "azp"));
  json claims = good_claims();
  claims["aud"] = json::array({"other", kClient});
  claims["azp"] = kClient;
  CHECK(complaint(claims).empty());
}

TEST_CASE("times are right to a minute") {
  CHECK(complaint_with("exp", kNow_s - 59).empty());
  CHECK(speaks_of(complaint_with("exp", kNow_s - 60), "exp"));
  CHECK(speaks_of(complaint_without("exp"), "exp"));
  CHECK(speaks_of(complaint_with("exp", std::to_string(kNow_s + 3600)), "exp"));
  CHECK(complaint_with("iat", kNow_s + 60).empty());
  CHECK(speaks_of(complaint_with("iat", kNow_s + 61), "iat"));
  CHECK(complaint_with("iat", kNow_s - 30 - 60).empty());
  CHECK(speaks_of(complaint_with("iat", kNow_s - 30 - 61), "iat"));  // before the person was sent there
  CHECK(speaks_of(complaint_without("iat"), "iat"));
  CHECK(complaint_with("nbf", kNow_s + 60).empty());
  CHECK(speaks_of(complaint_with("nbf", kNow_s + 61), "nbf"));
}

TEST_CASE("where a nonce was sent it must come back, where none was sent none is looked at") {
  CHECK(speaks_of(complaint_with("nonce", "the nonc"), "nonce"));
  CHECK(speaks_of(complaint_with("nonce", "The nonce"), "nonce"));
  CHECK(speaks_of(complaint_with("nonce", ""), "nonce"));
  CHECK(speaks_of(complaint_with("nonce", 1), "nonce"));
  CHECK(speaks_of(complaint_without("nonce"), "nonce"));
  IdTokenExpectation expected = expectation();
  expected.nonce.clear();
  CHECK(check(rsa_key().sign(good_claims()), rsa_key(), expected).name == "Ada");
}

TEST_CASE("at_hash binds the access token") {
  CHECK(complaint_with("at_hash", "77QmUPtjPfzWtF2AnpK9RQ").empty());  // OpenID Connect Core 1.0, appendix A.3
  CHECK(speaks_of(complaint_with("at_hash", "77QmUPtjPfzWtF2AnpK9RA"), "at_hash"));
  CHECK(speaks_of(complaint_with("at_hash", 7), "at_hash"));
}

TEST_CASE("a person has a subject; what else is strange is left out") {
  CHECK(speaks_of(complaint_without("sub"), "sub"));
  CHECK(speaks_of(complaint_with("sub", ""), "sub"));
  CHECK(speaks_of(complaint_with("sub", 7), "sub"));
  CHECK(speaks_of(complaint_with("sub", std::string(256, 'x')), "sub"));
  CHECK(speaks_of(complaint_with("sub", std::string("a\0b", 3)), "sub"));
  const auto with = [](const char* claim, const json& value) {
    json claims = good_claims();
    claims[claim] = value;
    return check(rsa_key().sign(claims));
  };
  for (const json& email : {json("a"), json("@b"), json("a@"), json("a@b@c"), json("a b@c"), json("a@b\r\nBcc: c@d"),
                            json(7), json(std::string(250, 'a') + "@b.example")}) {
    CHECK(with("email", email).email.empty());
  }
  CHECK(with("email_verified", "true").email_verified == true);
  for (const json& value : {json(false), json("false"), json(1), json("yes"), json(nullptr)}) {
    CHECK(with("email_verified", value).email_verified == false);
  }
  CHECK(with("name", "A\nB").name.empty());
}

TEST_CASE("a token that is no token is refused") {
  for (const char* text : {"", ".", "..", "...", "a.b.c", "a.b", "{}", "e30.e30.e30", "e30.e30.e30.e30"}) {
    CHECK_FALSE(complaint_about(text).empty());
  }
  const std::string token = rsa_key().sign(good_claims());
  CHECK_FALSE(complaint_about(token + "=").empty());
  CHECK_FALSE(complaint_about(" " + token).empty());
  CHECK_FALSE(complaint_about(token + "\n").empty());
  CHECK(speaks_of(complaint_about(std::string(kLargestToken_bytes + 1, 'a')), "at most"));
  // A claim that comes twice means one thing to one reader and another to the next.
  const std::string text = encode_base64url(rsa_key().header().dump());
  CHECK_THROWS_AS(static_cast<void>(parse_signed_token(encode_base64url(R"({"alg":"none","alg":"RS256"})") + "." +
                                                       text + "." + text)),
                  FormatError);
}
