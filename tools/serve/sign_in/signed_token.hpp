#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// The algorithms of JSON Web Signatures that are taken (RFC 7518, section 3.1), and no others: not `none`, and none
/// whose key is a secret that both sides hold.
enum class SignatureAlgorithm { rs256, es256 };

inline constexpr std::size_t kLargestToken_bytes = 16 * 1024;

/// A JSON Web Token in its parts, whose signature was not looked at yet.
struct SignedToken {
  SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
  std::string key_id = {};       ///< empty: it names no key
  std::string signed_text = {};  ///< what the signature is of: header and claims as they came
  std::string signature = {};
  std::string claims = {};  ///< the JSON text
};

/// Takes a token in its compact form apart (RFC 7515, section 7.1). Throws FormatError for anything but three parts of
/// base64url, another algorithm, a type other than `JWT`, and extensions that must be understood (`crit`).
[[nodiscard]] SignedToken parse_signed_token(std::string_view text);

}  // namespace digitnet::serve
