#include "own_hosts.hpp"

#include <algorithm>
#include <optional>

#include "origin.hpp"

namespace digitnet::serve {
namespace {

bool is_port(std::string_view text) {
  return text.empty() || (text.front() == ':' &&
                          std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

// In lower case, an IPv6 address without its brackets; empty when it is no host.
std::string host_of(std::string_view authority) {
  const bool is_bracketed = authority.starts_with('[');
  const std::size_t end = std::min(authority.find(is_bracketed ? ']' : ':'), authority.size());
  const std::size_t start = is_bracketed ? 1 : 0;
  const std::size_t rest = is_bracketed ? end + 1 : end;
  if (end <= start || rest > authority.size() || !is_port(authority.substr(rest))) return {};
  std::string host(authority.substr(start, end - start));
  std::ranges::transform(host, host.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return host;
}

bool is_loopback_name(const std::string& host) {
  const auto address = parse_address(host);
  return host == "localhost" || (address && is_loopback(*address));
}

}  // namespace

OwnHosts::OwnHosts(std::string_view public_url) {
  const std::string origin = origin_of(public_url);
  if (origin.empty()) return;
  public_host_ = host_of(std::string_view(origin).substr(origin.find("://") + 3));
  is_public_loopback_ = is_loopback_name(public_host_);
}

bool OwnHosts::is_own(std::string_view authority, const Address& local) const {
  const std::string host = host_of(authority);
  if (host.empty()) return false;
  if (host == public_host_ || parse_address(host) == local) return true;
  return is_loopback_name(host) && (is_loopback(local) || is_public_loopback_);
}

}  // namespace digitnet::serve
