#include "serve_options.hpp"

#include <fmt/format.h>

#include <utility>

#include "address.hpp"
#include "digitnet/error.hpp"
#include "origin.hpp"

namespace digitnet::serve {
namespace {

void check_public_url(const std::string& url) {
  const std::string origin = origin_of(url);
  const bool is_web = url.starts_with("http://") || url.starts_with("https://");
  const std::size_t path = url.find('/', url.find("://") + 3);
  const bool is_bare = path == std::string::npos || path + 1 == url.size();
  if (is_web && !origin.empty() && is_bare && url.find_first_of("?#@ ") == std::string::npos) return;
  throw ArgumentError(fmt::format("--public-url: expected a URL such as https://digits.example, found '{}'", url));
}

void check_smtp(const ServeOptions& options) {
  if (!options.smtp.url.empty()) return check_smtp_options(options.smtp);
  for (const auto& [name, value] :
       {std::pair("--smtp-user", &options.smtp.user), std::pair("--smtp-password-file", &options.smtp_password_file),
        std::pair("--smtp-authorities", &options.smtp.certificate_authorities)}) {
    if (!value->empty()) throw ArgumentError(fmt::format("{}: expected --smtp, too", name));
  }
}

}  // namespace

void check_serve_options(ServeOptions& options) {
  ServerOptions& server = options.server;
  if (options.behind_proxy && options.insecure_http) {
    throw ArgumentError("--behind-proxy and --insecure-http: expected one of them");
  }
  server.plain_http_anywhere = options.behind_proxy || options.insecure_http;
  (void)AddressRanges("--metrics-from", options.metrics_from);
  if (options.data_dir.empty()) throw ArgumentError("--data-dir: expected a folder, or none, since HOME is not set");
  check_smtp(options);
  if (!server.public_url.empty()) return check_public_url(server.public_url);
  const auto address = parse_address(server.address);
  if (!address) throw ArgumentError(fmt::format("--address: expected a numeric address, found '{}'", server.address));
  // Browsers say which page a request comes from; without this the server could not tell that it is its own.
  const bool is_served = server.plain_http_anywhere || !server.certificate.empty();
  if (options.behind_proxy || (!is_loopback(*address) && is_served)) {
    throw ArgumentError("--public-url: expected the URL that browsers will see, such as https://digits.example");
  }
}

}  // namespace digitnet::serve
