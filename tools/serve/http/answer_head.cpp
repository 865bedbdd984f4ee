#include "answer_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>
#include <string_view>
#include <utility>

namespace digitnet::serve {
namespace {

using ReasonPhrase = std::pair<int, const char*>;
constexpr auto kReasonPhrases = std::to_array<ReasonPhrase>({
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
});
static_assert(std::ranges::is_sorted(kReasonPhrases, {}, &ReasonPhrase::first));

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

bool is_value_character(char c) {
  return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}

bool is_valid_value(std::string_view value) {
  return std::ranges::all_of(value, is_value_character);
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

bool has_body(int status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

bool has_valid_fields(const Response& response) {
  return is_valid_value(response.content_type) && std::ranges::all_of(response.fields, [](const Field& field) {
           return !field.name.empty() && std::ranges::all_of(field.name, is_token_character) &&
                  is_valid_value(field.value);
         });
}

Field content_security_policy(const std::vector<std::string>& form_targets) {
  std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
      "form-action 'self'";
  for (const std::string& target : form_targets) policy.append(" ").append(target);
  return {"Content-Security-Policy", policy + "; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"};
}

AnswerHead::AnswerHead(bool is_https)
    : security_fields_{content_security_policy(),
                       {"X-Content-Type-Options", "nosniff"},
                       // With no-referrer browsers would send the Origin of our own forms as null.
                       {"Referrer-Policy", "same-origin"},
                       {"Cross-Origin-Opener-Policy", "same-origin"},
                       {"Cross-Origin-Resource-Policy", "same-origin"},
                       {"Permissions-Policy", "camera=(self), microphone=(), geolocation=(), payment=(), usb=()"}} {
  if (is_https) security_fields_.push_back({"Strict-Transport-Security", "max-age=31536000"});
}

std::string AnswerHead::write(const Response& response, const Connection& connection) const {
  std::string head;
  head.reserve(1024);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 reason_phrase(response.status), http_date());
  if (!response.content_type.empty()) append_field(head, "Content-Type", response.content_type);
  if (has_body(response.status) && !response.events) {
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", response.body.size());
  }
  append_field(head, "X-Request-Id", connection.request_id);
  for (const Field& field : security_fields_) {
    if (find_field(response.fields, field.name).empty()) append_field(head, field.name, field.value);
  }
  if (find_field(response.fields, "Cache-Control").empty()) append_field(head, "Cache-Control", "no-store");
  for (const Field& field : response.fields) append_field(head, field.name, field.value);
  if (connection.closes) append_field(head, "Connection", "close");
  return head.append("\r\n");
}

const char* reason_phrase(int status) {
  const auto found = std::ranges::lower_bound(kReasonPhrases, status, {}, &ReasonPhrase::first);
  return found != kReasonPhrases.end() && found->first == status ? found->second : "Status";
}

const std::string& http_date() {
  thread_local std::time_t written = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now == written) return text;
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> buffer{};
  text.assign(buffer.data(), std::strftime(buffer.data(), buffer.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts));
  written = now;
  return text;
}

}  // namespace digitnet::serve
