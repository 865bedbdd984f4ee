#include "signed_token.hpp"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "base64.hpp"
#include "digitnet/error.hpp"
#include "formats/strict_json.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kLongestKeyId = 512;
const std::string kName = "the ID token";

std::array<std::string_view, 3> split(std::string_view text) {
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) {
    throw FormatError(kName + ": expected three parts with full stops between them");
  }
  return {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
}

std::string decode_part(std::string_view part, const char* what) {
  if (auto bytes = decode_base64url(part)) return *std::move(bytes);
  throw FormatError(fmt::format("{}: expected the {} to be base64url without padding", kName, what));
}

SignatureAlgorithm algorithm_of(ObjectReader& header) {
  const std::string name = header.string("alg");
  if (name == "RS256") return SignatureAlgorithm::rs256;
  if (name == "ES256") return SignatureAlgorithm::es256;
  header.fail("alg", "RS256 or ES256");
}

void expect_jwt(ObjectReader& header) {
  if (!header.has("typ")) return;
  const std::string type = header.string("typ");
  if (type != "JWT" && type != "jwt") header.fail("typ", "JWT");
}

}  // namespace

SignedToken parse_signed_token(std::string_view text) {
  if (text.size() > kLargestToken_bytes) {
    throw FormatError(fmt::format("{}: expected at most {} bytes, found {}", kName, kLargestToken_bytes, text.size()));
  }
  const auto [header_part, claims_part, signature_part] = split(text);
  const ParsedJson json = parse_strict_json(decode_part(header_part, "header"), kName, "the header");
  ObjectReader header(json, kName, "the header");
  SignedToken token{.algorithm = algorithm_of(header),
                    .signed_text = std::string(text.substr(0, header_part.size() + 1 + claims_part.size())),
                    .signature = decode_part(signature_part, "signature"),
                    .claims = decode_part(claims_part, "claims")};
  expect_jwt(header);
  if (header.has("crit")) header.fail("crit", "missing, since no extension is known here");
  if (header.has("kid")) token.key_id = header.string("kid");
  if (token.key_id.size() > kLongestKeyId) header.fail("kid", fmt::format("at most {} bytes", kLongestKeyId));
  return token;
}

}  // namespace digitnet::serve
