#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "clock.hpp"
#include "kept_document.hpp"
#include "key_set.hpp"
#include "provider.hpp"
#include "provider_metadata.hpp"
#include "signed_token.hpp"

namespace digitnet::serve {

/// What one provider publishes: its metadata and its keys, kept (kept_document.hpp). Safe for any number of threads;
/// one asks the provider while others wait for what it gets.
class ProviderDocuments {
 public:
  ProviderDocuments(const Provider& provider, Clock clock);

  /// Throws SignInError `provider_down`, `provider_wrong`.
  [[nodiscard]] ProviderMetadata metadata();
  /// Its authorization endpoint when that is known by now, else empty. Does not wait.
  [[nodiscard]] std::string known_authorization_endpoint() const;
  /// The keys that may have signed the token. When there is none they are asked for again, but at most once a minute,
  /// whatever tokens come. Throws like metadata().
  [[nodiscard]] std::vector<VerificationKey> keys_for(const SignedToken& token);

 private:
  const ProviderMetadata& current_metadata();
  [[nodiscard]] ProviderMetadata fetch_metadata();
  [[nodiscard]] std::vector<VerificationKey> fetch_keys();
  [[nodiscard]] std::string fetch(const std::string& url) const;

  std::string label_;
  std::string issuer_;
  Clock clock_;
  std::mutex asking_;  ///< is held while the provider is asked
  KeptDocument<ProviderMetadata> metadata_;
  KeptDocument<std::vector<VerificationKey>> keys_;
  mutable std::mutex known_guard_;
  std::string known_authorization_endpoint_;
};

}  // namespace digitnet::serve
