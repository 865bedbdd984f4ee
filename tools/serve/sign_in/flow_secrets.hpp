#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// Whether it may come from new_secret_token(), as states and cookies do; what does not is not worth a question to the
/// database.
[[nodiscard]] bool is_flow_secret(std::string_view text);

/// The secrets of one flow that come from the browser's cookie, so that they need not be kept anywhere.
struct FlowSecrets {
  std::string code_verifier;  ///< for RFC 7636
  std::string nonce;
};
[[nodiscard]] FlowSecrets derive_flow_secrets(std::string_view cookie, std::string_view state);
/// The code challenge S256 of a code verifier (RFC 7636, section 4.2).
[[nodiscard]] std::string code_challenge(std::string_view code_verifier);

}  // namespace digitnet::serve
