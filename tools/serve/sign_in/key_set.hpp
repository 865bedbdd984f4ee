#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "public_key.hpp"
#include "signed_token.hpp"

namespace digitnet::serve {

/// A public key of a provider's.
class VerificationKey {
 public:
  VerificationKey(std::string key_id, SignatureAlgorithm algorithm, PublicKey key);

  [[nodiscard]] const std::string& key_id() const { return key_id_; }
  [[nodiscard]] SignatureAlgorithm algorithm() const { return algorithm_; }
  /// Whether it may have signed the token: the algorithm is this key's, and so is the key id if the token names one.
  [[nodiscard]] bool fits(const SignedToken& token) const;
  /// Whether it has. Only for a token that it fits.
  [[nodiscard]] bool verifies(const SignedToken& token) const;

 private:
  std::string key_id_;
  SignatureAlgorithm algorithm_;
  PublicKey key_;
};

/// Reads a JSON Web Key Set (RFC 7517). Keys that are for something else, are not understood or are too weak (RSA below
/// 2048 bits) are passed over. Throws FormatError when it is no set of at most 64 keys.
[[nodiscard]] std::vector<VerificationKey> parse_key_set(std::string_view text, const std::string& name);

}  // namespace digitnet::serve
