#pragma once

#include <string>

#include "provider.hpp"

namespace digitnet::serve {

/// A code, and what proves that it was issued to us.
struct CodeExchange {
  std::string token_endpoint;
  std::string code;
  std::string redirect_uri;
  std::string code_verifier;  ///< sent where the provider takes it
};

/// What a provider gives for a code. Lives as long as the callback does, and is written nowhere.
struct TokenAnswer {
  std::string id_token;
  std::string access_token;
};

/// Throws SignInError `provider_down`, `provider_wrong`.
[[nodiscard]] TokenAnswer exchange_code(const Provider& provider, const CodeExchange& exchange);

}  // namespace digitnet::serve
