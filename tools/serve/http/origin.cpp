#include "origin.hpp"

#include <algorithm>

namespace digitnet::serve {

std::string origin_of(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0) return {};
  const std::size_t host_start = scheme_end + 3;
  const std::size_t host_end = std::min(url.find_first_of("/?#", host_start), url.size());
  if (host_end == host_start) return {};
  std::string origin(url.substr(0, host_end));
  std::ranges::transform(origin, origin.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  for (const auto& [scheme, port] : {std::pair("http://", ":80"), std::pair("https://", ":443")}) {
    if (origin.starts_with(scheme) && origin.ends_with(port))
      origin.resize(origin.size() - std::string_view(port).size());
  }
  return origin;
}

OwnOrigins::OwnOrigins(std::string_view public_url) : origins_{origin_of(public_url)} {
  const std::string origin = origins_.front();
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    const std::size_t host = origin.find("://") + 3;
    const std::string_view rest = std::string_view(origin).substr(host);
    if (!rest.starts_with(name) || (rest.size() > name.size() && rest[name.size()] != ':')) continue;
    for (const std::string_view other : {"127.0.0.1", "localhost", "[::1]"}) {
      origins_.push_back(origin.substr(0, host) + std::string(other) + std::string(rest.substr(name.size())));
    }
  }
}

bool OwnOrigins::is_own(std::string_view url) const {
  const std::string origin = origin_of(url);
  return !origin.empty() && std::ranges::find(origins_, origin) != origins_.end();
}

bool OwnOrigins::is_cross_site(const RequestHead& head) const {
  if (const std::string_view site = head.field("Sec-Fetch-Site"); !site.empty()) {
    return site != "same-origin" && site != "none";
  }
  if (const std::string_view origin = head.field("Origin"); !origin.empty()) return !is_own(origin);
  if (const std::string_view referer = head.field("Referer"); !referer.empty()) return !is_own(referer);
  return !head.field("Cookie").empty();
}

}  // namespace digitnet::serve
