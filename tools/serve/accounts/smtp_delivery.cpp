#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

#include "address.hpp"
#include "mail_delivery.hpp"

namespace digitnet::serve {
namespace {

struct CurlUrlDelete {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct CurlDelete {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListDelete {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

void prepare_curl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw Error("libcurl cannot be started");
}

[[noreturn]] void refuse_url(const std::string& found) {
  throw ArgumentError(
      fmt::format("expected a mail server such as smtps://mail.example or smtp://mail.example:587, found '{}'", found));
}

std::string part_of(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

struct MailServer {
  bool speaks_tls_at_once;
  bool is_loopback;
};

MailServer parse_url(const std::string& text) {
  prepare_curl();
  const std::unique_ptr<CURLU, CurlUrlDelete> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    refuse_url(text.find('@') == std::string::npos ? text : "one that cannot be read");
  }
  if (!part_of(url.get(), CURLUPART_USER).empty() || !part_of(url.get(), CURLUPART_PASSWORD).empty()) {
    refuse_url("one with a user or password, which have settings of their own");
  }
  const std::string scheme = part_of(url.get(), CURLUPART_SCHEME);
  const std::string host = part_of(url.get(), CURLUPART_HOST);
  if ((scheme != "smtp" && scheme != "smtps") || host.empty()) refuse_url(text);
  const auto address = parse_address(host.starts_with('[') ? host.substr(1, host.size() - 2) : host);
  return {scheme == "smtps", host == "localhost" || (address && is_loopback(*address))};
}

struct Unsent {
  std::string_view text;
};

std::size_t take(char* buffer, std::size_t size, std::size_t count, void* unsent) {
  std::string_view& text = static_cast<Unsent*>(unsent)->text;
  const std::size_t taken = std::min(size * count, text.size());
  std::memcpy(buffer, text.data(), taken);
  text.remove_prefix(taken);
  return taken;
}

// What the server says to this mail, its sender or recipient; not that it wants a login first.
bool is_refusal(CURLcode code, long answer) {
  const bool is_about_the_mail =
      code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  return is_about_the_mail && answer >= 550 && answer <= 559;
}

void set_security(CURL* curl, const SmtpOptions& options, const MailServer& server) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  const bool may_be_plain = server.is_loopback && !server.speaks_tls_at_once && options.certificate_authorities.empty();
  curl_easy_setopt(curl, CURLOPT_USE_SSL, may_be_plain ? long{CURLUSESSL_NONE} : long{CURLUSESSL_ALL});
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!options.certificate_authorities.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.certificate_authorities.c_str());
  }
  if (!options.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, options.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, options.password.c_str());
  }
}

void set_times(CURL* curl, std::chrono::milliseconds timeout) {
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
}

}  // namespace

void check_smtp_options(const SmtpOptions& options) {
  (void)parse_url(options.url);
}

SmtpDelivery::SmtpDelivery(SmtpOptions options) : options_(std::move(options)) {
  check_smtp_options(options_);
}

std::string SmtpDelivery::deliver(const Envelope& envelope, const std::string& message) {
  const std::unique_ptr<CURL, CurlDelete> curl(curl_easy_init());
  if (!curl) throw MailError("out of memory", false);
  set_security(curl.get(), options_, parse_url(options_.url));
  set_times(curl.get(), options_.timeout);
  const std::string from = "<" + envelope.from + ">";
  const std::unique_ptr<curl_slist, ListDelete> to(curl_slist_append(nullptr, ("<" + envelope.to + ">").c_str()));
  Unsent unsent{message};
  curl_easy_setopt(curl.get(), CURLOPT_URL, options_.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_READDATA, &unsent);
  const CURLcode code = curl_easy_perform(curl.get());
  if (code == CURLE_OK) return {};
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  throw MailError(fmt::format("the mail server: {} (answer {})", curl_easy_strerror(code), answer),
                  is_refusal(code, answer));
}

}  // namespace digitnet::serve
