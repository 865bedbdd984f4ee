#include "provider_url.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <memory>

namespace digitnet::serve {
namespace {

using ParsedUrl = std::unique_ptr<CURLU, void (*)(CURLU*)>;

// Empty when the URL has no such part.
std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

bool is_loopback(const std::string& host) {
  in_addr address{};
  if (inet_pton(AF_INET, host.c_str(), &address) == 1) return ntohl(address.s_addr) >> 24 == 127;
  return host == "localhost" || host == "[::1]";
}

}  // namespace

bool is_provider_url(const std::string& url) {
  // libcurl reads it as it will when it calls; what browsers read otherwise is refused before.
  if (!std::ranges::all_of(url, [](char c) { return c > ' ' && c < 0x7f && c != '\\'; })) return false;
  const ParsedUrl parsed(curl_url(), curl_url_cleanup);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) return false;
  for (const CURLUPart part : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_FRAGMENT}) {
    if (!part_of(parsed.get(), part).empty()) return false;
  }
  const std::string scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  const std::string host = part_of(parsed.get(), CURLUPART_HOST);
  return !host.empty() && (scheme == "https" || (scheme == "http" && is_loopback(host)));
}

bool is_endpoint_url(const std::string& url, std::string_view issuer) {
  return is_provider_url(url) && (url.starts_with("https:") || !issuer.starts_with("https:"));
}

}  // namespace digitnet::serve
