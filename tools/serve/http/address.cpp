#include "address.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool shares_bits(const Address& a, const Address& b, int bits) {
  for (std::size_t i = 0; bits > 0; ++i, bits -= 8) {
    const int mask = bits >= 8 ? 0xff : 0xff << (8 - bits) & 0xff;
    if (((a[i] ^ b[i]) & mask) != 0) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// Some proxies add the port: 192.0.2.1:4711 and [2001:db8::1]:4711.
std::string_view without_port(std::string_view hop) {
  if (hop.starts_with('[')) return hop.substr(1, hop.find(']') == std::string_view::npos ? 0 : hop.find(']') - 1);
  const std::size_t colon = hop.find(':');
  const bool is_one_colon = colon != std::string_view::npos && hop.find(':', colon + 1) == std::string_view::npos;
  return is_one_colon ? hop.substr(0, colon) : hop;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
  const std::string whole(text);
  Address address{};
  if (whole.size() == text.size() && inet_pton(AF_INET6, whole.c_str(), address.data()) == 1) return address;
  std::ranges::copy(kMappedPrefix, address.begin());
  if (inet_pton(AF_INET, whole.c_str(), address.data() + kMappedPrefix.size()) == 1) return address;
  return std::nullopt;
}

std::string to_string(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_ipv4(address)) {
    inet_ntop(AF_INET, address.data() + kMappedPrefix.size(), text.data(), text.size());
  } else {
    inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  }
  return text.data();
}

bool is_ipv4(const Address& address) {
  return std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), address.begin());
}

bool is_loopback(const Address& address) {
  if (is_ipv4(address)) return address[12] == 127;
  Address one{};
  one.back() = 1;
  return address == one;
}

Address client_key(const Address& address) {
  Address key = address;
  if (!is_ipv4(address)) std::fill(key.begin() + 8, key.end(), std::uint8_t{0});
  return key;
}

AddressRanges::AddressRanges(std::string_view option, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    const auto first = parse_address(std::string_view(text).substr(0, slash));
    const int most_bits = first && is_ipv4(*first) ? 32 : 128;
    int bits = most_bits;
    if (slash != std::string::npos) {
      const char* const end = text.data() + text.size();
      const auto [stop, error] = std::from_chars(text.data() + slash + 1, end, bits);
      if (error != std::errc() || stop != end) bits = -1;
    }
    if (!first || bits < 0 || bits > most_bits) {
      throw ArgumentError(
          fmt::format("{}: expected an address or a range such as 10.0.0.0/8 or fd00::/8, found {}", option, text));
    }
    ranges_.push_back({*first, bits + 128 - most_bits});
  }
}

bool AddressRanges::contains(const Address& address) const {
  return std::ranges::any_of(ranges_,
                             [&](const Range& range) { return shares_bits(range.first, address, range.bits); });
}

Address client_address(const Address& peer, std::string_view forwarded_for, const AddressRanges& trusted) {
  Address client = peer;
  while (trusted.contains(client) && !forwarded_for.empty()) {
    const std::size_t comma = forwarded_for.rfind(',');
    const std::size_t start = comma == std::string_view::npos ? 0 : comma + 1;
    const auto hop = parse_address(without_port(trim(forwarded_for.substr(start))));
    if (!hop) break;
    client = *hop;
    forwarded_for = forwarded_for.substr(0, start == 0 ? 0 : start - 1);
  }
  return client;
}

}  // namespace digitnet::serve
