#pragma once

#include <string>
#include <string_view>

namespace digitnet::serve {

/// Whether a provider may be called by this URL: https, or http on a loopback address (which nobody else listens to),
/// with a host, without a user, a password or a fragment.
[[nodiscard]] bool is_provider_url(const std::string& url);
/// Whether it may be an endpoint of this issuer: likewise, but one that is reached by https has no other endpoints,
/// least of all on this machine.
[[nodiscard]] bool is_endpoint_url(const std::string& url, std::string_view issuer);

}  // namespace digitnet::serve
