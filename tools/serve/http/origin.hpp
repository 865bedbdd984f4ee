#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request_head.hpp"

namespace digitnet::serve {

/// The scheme, host and port of a URL, in lower case and without the scheme's own port; empty when it has none.
[[nodiscard]] std::string origin_of(std::string_view url);

/// Whether requests come from the server's own pages.
class OwnOrigins {
 public:
  /// Those of a server that browsers reach as `public_url`; on a loopback address by its other names, too.
  explicit OwnOrigins(std::string_view public_url);

  [[nodiscard]] bool is_own(std::string_view url) const;
  /// Whether a browser says that a page of another site sent this request, or does not say that ours did although it
  /// sends cookies along.
  [[nodiscard]] bool is_cross_site(const RequestHead& head) const;

 private:
  std::vector<std::string> origins_;
};

}  // namespace digitnet::serve
