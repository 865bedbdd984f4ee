#include "mail.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

void check_header(std::string_view what, std::string_view text) {
  const bool fits = !text.empty() && text.size() <= 900 &&
                    std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (!fits) throw ArgumentError(fmt::format("{} of a mail: expected one line of printable ASCII", what));
}

std::string with_crlf(std::string_view text) {
  std::string lines;
  lines.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') lines += '\r';
    lines += c;
  }
  return lines;
}

}  // namespace

std::string mail_message(const Mail& mail, const MailHead& head) {
  check_header("the sender", head.from);
  check_header("the recipient", mail.to);
  check_header("the subject", mail.subject);
  return fmt::format(
      "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
      head.from, mail.to, mail.subject, head.date, head.message_id, with_crlf(mail.body));
}

std::string bare_address(const std::string& from) {
  const std::size_t open = from.rfind('<');
  if (open == std::string::npos || !from.ends_with('>')) return from;
  return from.substr(open + 1, from.size() - open - 2);
}

}  // namespace digitnet::serve
