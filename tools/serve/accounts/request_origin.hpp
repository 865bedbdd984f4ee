#pragma once

#include <string>

namespace digitnet::serve {

/// Where a request came from, for rate limits, the list of sessions and the audit log.
struct RequestOrigin {
  std::string address;  ///< numeric, as the trusted proxies tell it; one IPv6 network of 64 bits counts as one client
  std::string user_agent;  ///< what the browser calls itself; cut to 200 bytes where it is kept
  std::string request_id;
};

}  // namespace digitnet::serve
