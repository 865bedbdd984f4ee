#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base64.hpp"
#include "digitnet/error.hpp"
#include "expect.hpp"
#include "formats/strict_json.hpp"
#include "key_set.hpp"
#include "person_claims.hpp"
#include "signed_token.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

// Claims are not read before the signature was verified; here they are, as they may be of a provider that turned bad.
void read_claims(const SignedToken& token) {
  try {
    const ParsedJson json = parse_strict_json(token.claims, "the ID token", "the claims");
    ObjectReader claims(json, "the ID token", "");
    const PersonClaims person = read_person_claims(claims);
    expect(!person.subject.empty(), "a person has a subject");
    expect((person.subject + person.email + person.name).find_first_of("\r\n") == std::string::npos,
           "nothing of a person breaks a line");
  } catch (const FormatError&) {
  }
}

void read_token(std::string_view text, const std::vector<VerificationKey>& keys) {
  try {
    const SignedToken token = parse_signed_token(text);
    const std::string again = token.signed_text + "." + encode_base64url(token.signature);
    expect(again == text, "a token has one text");
    for (const VerificationKey& key : keys) {
      if (key.fits(token)) expect(!key.verifies(token), "nobody guesses a signature");
    }
    read_claims(token);
  } catch (const FormatError&) {
  }
}

}  // namespace
}  // namespace digitnet::serve

// The first line is a token, what follows a set of keys.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet::serve;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(text.find('\n'), size);
  std::vector<VerificationKey> keys;
  try {
    keys = parse_key_set(text.substr(std::min(line + 1, size)), "keys");
  } catch (const digitnet::FormatError&) {
  }
  read_token(text.substr(0, line), keys);
  return 0;
}
