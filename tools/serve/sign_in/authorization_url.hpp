#pragma once

#include <string>

#include "flow_secrets.hpp"
#include "provider.hpp"

namespace digitnet::serve {

/// Where a provider sends people back to: of the public URL, whatever a request says that this host is called.
[[nodiscard]] std::string redirect_uri(const std::string& public_url, const std::string& provider_id);

/// What the URL says that sends a browser to a provider.
struct AuthorizationRequest {
  std::string endpoint;
  std::string redirect_uri;
  std::string state;
  FlowSecrets secrets;  ///< used where the provider takes them
};
[[nodiscard]] std::string authorization_url(const Provider& provider, const AuthorizationRequest& request);

}  // namespace digitnet::serve
