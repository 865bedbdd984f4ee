#pragma once

#include <string>

namespace digitnet::serve {

/// A mail of plain text.
struct Mail {
  std::string to;       ///< a checked address (user_fields.hpp)
  std::string subject;  ///< ASCII
  std::string body;     ///< UTF-8, lines ended by \n, 76 characters at most but for links
};

/// The mail as it is sent: header lines and body with CRLF. Throws ArgumentError for a line end or control character in
/// an address or the subject, which no caller lets through: a header could be forged with it.
struct MailHead {
  std::string from;        ///< `digitnet <digitnet@digits.example>` or a bare address
  std::string message_id;  ///< without < >
  std::string date;        ///< as RFC 5322 has it
};
[[nodiscard]] std::string mail_message(const Mail& mail, const MailHead& head);

/// The bare address of `name <address>`.
[[nodiscard]] std::string bare_address(const std::string& from);

}  // namespace digitnet::serve
