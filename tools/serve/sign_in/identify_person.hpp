#pragma once

#include <string>

#include "clock.hpp"
#include "flow_secrets.hpp"
#include "provider.hpp"
#include "provider_documents.hpp"
#include "provider_identity.hpp"

namespace digitnet::serve {

/// With what a person came back from a provider.
struct CodeGrant {
  std::string code;
  std::string redirect_uri;
  FlowSecrets secrets;
  Time started;  ///< when the person was sent there
};

/// Exchanges the code and checks who it is for, first by the ID token and, when that does not tell the e-mail address
/// and whether it is verified, by the userinfo endpoint. Throws SignInError `provider_down`, `provider_wrong`.
[[nodiscard]] ProviderIdentity identify_person(const Provider& provider, ProviderDocuments& documents,
                                               const CodeGrant& grant, const Clock& clock);

}  // namespace digitnet::serve
