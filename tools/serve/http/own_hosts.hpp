#pragma once

#include <string>
#include <string_view>

#include "address.hpp"

namespace digitnet::serve {

/// Whether requests are for this server by name. A page whose name was made to lead here (DNS rebinding) would else
/// pass for one of ours.
///
/// Numeric addresses cannot be made to lead elsewhere, nor can `localhost`: they are taken where they are true.
class OwnHosts {
 public:
  /// Those of a server that browsers reach as `public_url`.
  explicit OwnHosts(std::string_view public_url);

  /// Whether `authority`, a host with or without a port as in the field Host, names the server on a connection to its
  /// address `local`. Any port will do: the server may be reached through another.
  [[nodiscard]] bool is_own(std::string_view authority, const Address& local) const;

 private:
  std::string public_host_;
  bool is_public_loopback_ = false;
};

}  // namespace digitnet::serve
