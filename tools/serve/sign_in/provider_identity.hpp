#pragma once

#include <string>

namespace digitnet::serve {

/// Who a provider says that somebody is. The issuer and the subject together are the person; an e-mail address may pass
/// from one person to another.
struct ProviderIdentity {
  std::string provider;  ///< its id in the providers' file
  std::string issuer;
  std::string subject;
  std::string email = {};  ///< empty when the provider tells none, or none that could be one
  bool email_verified = false;
  std::string name = {};  ///< may be empty
  friend bool operator==(const ProviderIdentity&, const ProviderIdentity&) = default;
};

}  // namespace digitnet::serve
