#pragma once

#include <openssl/types.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "signed_token.hpp"

namespace digitnet::test {

/// A provider's private key.
class SigningKey {
 public:
  /// Makes one; `bits` are those of RSA.
  SigningKey(serve::SignatureAlgorithm algorithm, std::string key_id, unsigned bits = 2048);

  /// The public half, as a JSON Web Key.
  [[nodiscard]] nlohmann::json json_web_key() const;
  /// The set of this key alone.
  [[nodiscard]] std::string key_set() const;
  /// A token of these claims, with what a header usually says.
  [[nodiscard]] std::string sign(const nlohmann::json& claims) const;
  /// A token with this header, whatever it says, signed by this key.
  [[nodiscard]] std::string sign(const nlohmann::json& header, const nlohmann::json& claims) const;
  [[nodiscard]] nlohmann::json header() const;

 private:
  [[nodiscard]] std::string number(const char* parameter, int bytes) const;
  [[nodiscard]] std::string signature_of(const std::string& text) const;

  serve::SignatureAlgorithm algorithm_;
  std::string key_id_;
  std::shared_ptr<EVP_PKEY> key_;
};

}  // namespace digitnet::test
