#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// 256 random bits in base64url: a state, or a browser's cookie.
[[nodiscard]] std::string random_flow_secret();
/// Whether it may come from there; what does not is not worth a question to the database.
[[nodiscard]] bool is_flow_secret(std::string_view text);
/// What the database keeps of it: its SHA-256 sum, in hexadecimal digits.
[[nodiscard]] std::string flow_secret_hash(std::string_view secret);

/// The secrets of one flow that come from the browser's cookie, so that they need not be kept anywhere.
struct FlowSecrets {
  std::string code_verifier;  ///< for RFC 7636
  std::string nonce;
};
[[nodiscard]] FlowSecrets derive_flow_secrets(std::string_view cookie, std::string_view state);
/// The code challenge S256 of a code verifier (RFC 7636, section 4.2).
[[nodiscard]] std::string code_challenge(std::string_view code_verifier);

}  // namespace digitnet::serve
