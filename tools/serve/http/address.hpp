#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// An IPv4 or IPv6 address; an IPv4 one is kept as the IPv6 one that stands for it.
using Address = std::array<std::uint8_t, 16>;

/// Reads a numeric address; nothing when it is none.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);
[[nodiscard]] std::string to_string(const Address& address);
[[nodiscard]] bool is_ipv4(const Address& address);
[[nodiscard]] bool is_loopback(const Address& address);
/// What stands for one client where clients are counted: a whole IPv4 address, the first 64 bits of an IPv6 one.
[[nodiscard]] Address client_key(const Address& address);

/// A set of addresses, such as those of trusted proxies.
class AddressRanges {
 public:
  /// From addresses and CIDR ranges. Throws ArgumentError, which begins with `option`, for one that is neither.
  AddressRanges(std::string_view option, const std::vector<std::string>& texts);
  [[nodiscard]] bool contains(const Address& address) const;

 private:
  struct Range {
    Address first;
    int bits;
  };
  std::vector<Range> ranges_;
};

/// The address of the client: `peer` or, when that is a trusted proxy, the last hop of `forwarded_for` that is none.
/// What cannot be read ends the walk at the proxy that sent it.
[[nodiscard]] Address client_address(const Address& peer, std::string_view forwarded_for, const AddressRanges& trusted);

}  // namespace digitnet::serve
