#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {

/// A mail could not be delivered. The message is fit for the log and the administrator: it names neither the text of
/// the mail nor a password.
class MailError : public Error {
 public:
  MailError(const std::string& problem, bool is_for_good) : Error(problem), is_for_good_(is_for_good) {}
  /// The mail server refused this mail, and would again.
  [[nodiscard]] bool is_for_good() const { return is_for_good_; }

 private:
  bool is_for_good_;
};

/// Brings a mail that is written out (mail_message) on its way.
class MailDelivery {
 public:
  virtual ~MailDelivery() = default;
  struct Envelope {
    std::string from;  ///< bare addresses
    std::string to;
  };
  /// Gives back what the operator may want to know of it, such as where it went; may be empty. Throws MailError.
  virtual std::string deliver(const Envelope& envelope, const std::string& message) = 0;
};

struct SmtpOptions {
  std::string url;  ///< `smtps://host`, or `smtp://host:587`, which must offer STARTTLS unless the host is loopback
  std::string user{};
  std::string password{};
  std::string certificate_authorities{};  ///< a PEM file instead of the system's; for a private mail server
  std::chrono::milliseconds timeout{20000};
};

/// Throws ArgumentError for a URL of another kind, or one that holds a password.
void check_smtp_options(const SmtpOptions& options);

/// Hands mails to a mail server by SMTP. Its certificate is verified.
class SmtpDelivery : public MailDelivery {
 public:
  /// Throws ArgumentError as check_smtp_options().
  explicit SmtpDelivery(SmtpOptions options);
  std::string deliver(const Envelope& envelope, const std::string& message) override;

 private:
  SmtpOptions options_;
};

/// Writes mails as `.eml` files into a folder that only the owner of the server can read.
class OutboxDelivery : public MailDelivery {
 public:
  explicit OutboxDelivery(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::string deliver(const Envelope& envelope, const std::string& message) override;

 private:
  std::filesystem::path folder_;
};

}  // namespace digitnet::serve
