#include "cookie_names.hpp"

#include <fmt/format.h>

#include "origin.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kHttp = "http://";

// Browsers take secure cookies from a server on loopback without TLS, too.
bool takes_secure_cookies(std::string_view public_url) {
  if (!public_url.starts_with(kHttp)) return true;
  const std::string origin = origin_of(public_url);
  const std::string_view host = std::string_view(origin).substr(kHttp.size());
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (host == name || (host.starts_with(name) && host[name.size()] == ':')) return true;
  }
  return false;
}

}  // namespace

CookieNames::CookieNames(std::string_view public_url) : is_secure(takes_secure_cookies(public_url)) {
  const std::string prefix = is_secure ? "__Host-" : "";
  session = prefix + "sid";
  visitor = prefix + "visitor";
  flow = prefix + "flow";
  sign_in = prefix + "oauth";
}

Field CookieNames::set(const std::string& name, std::string_view value, std::optional<std::chrono::seconds> age) const {
  std::string cookie = fmt::format("{}={}; {}HttpOnly; SameSite=Lax; Path=/", name, value, is_secure ? "Secure; " : "");
  if (age) cookie += fmt::format("; Max-Age={}", age->count());
  return {"Set-Cookie", cookie};
}

Field CookieNames::forget(const std::string& name) const {
  return set(name, "", std::chrono::seconds(0));
}

}  // namespace digitnet::serve
