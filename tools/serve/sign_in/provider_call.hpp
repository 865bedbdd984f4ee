#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace digitnet::serve {

inline constexpr std::chrono::milliseconds kProviderPatience{5000};
inline constexpr std::size_t kLargestProviderAnswer_bytes = 256 * 1024;

/// What a provider is asked.
struct ProviderRequest {
  std::string label;                     ///< the provider's, for errors
  std::string url;                       ///< is_provider_url()
  std::string form = {};                 ///< is sent as the body of a POST; empty: a GET
  std::vector<std::string> fields = {};  ///< further fields of the head, `Name: value`
};

struct ProviderAnswer {
  long status = 0;
  std::string body;
};

/// Calls a provider over verified TLS (1.2 or later), or plainly on a loopback address. Redirects are answers, not
/// followed. Blocks for kProviderPatience at most.
///
/// Throws SignInError `provider_down` when there is no answer in time or it is a 5xx, and `provider_wrong` when it is
/// larger than kLargestProviderAnswer_bytes.
[[nodiscard]] ProviderAnswer call_provider(const ProviderRequest& request);

}  // namespace digitnet::serve
