#include "accounts.hpp"

#include <fmt/format.h>

#include <chrono>

#include "account_error.hpp"
#include "attempts.hpp"
#include "confirmations.hpp"
#include "mail.hpp"
#include "user_fields.hpp"
#include "users.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes kCleanEvery{10};
constexpr std::chrono::hours kUnconfirmedKept{24};

std::string without_slash_at_its_end(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

// The host of `https://digits.example:8443`, as the part of an address after the `@`.
std::string mail_domain(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const bool is_ipv6 = url.starts_with('[');
  const std::string_view host = url.substr(0, url.find_first_of(is_ipv6 ? "/" : ":/"));
  return host.empty() || is_ipv6 ? "localhost" : std::string(host);
}

std::string sender(const AccountOptions& options) {
  const std::string& from = options.mail_from;
  if (from.empty()) return fmt::format("digitnet <digitnet@{}>", mail_domain(options.public_url));
  try {
    (void)checked_email(bare_address(from));
    if (is_plain_line(from)) return from;
  } catch (const AccountError&) {
    // Said below.
  }
  throw ArgumentError("--mail-from: expected an address, or a name and an address in <>");
}

}  // namespace

Accounts::Accounts(Database& database, const AccountOptions& options)
    : context_{database, options.clock, without_slash_at_its_end(options.public_url), PasswordHasher(options.hasher)},
      registration_(context_),
      login_(context_),
      sessions_(context_),
      password_reset_(context_),
      own_account_(context_),
      api_tokens_(context_),
      administration_(context_),
      mail_sender_(database, options.clock, {sender(options), options.mail_delivery, options.log}),
      log_(options.log) {
  context_.mail_is_waiting = [this] { mail_sender_.wake(); };
}

Accounts::~Accounts() {
  stop();
}

void Accounts::start() {
  mail_sender_.start();
  cleaner_ = std::make_unique<PeriodicThread>(kCleanEvery, [this] {
    try {
      clean_up();
    } catch (const DatabaseError& error) {
      log_(fmt::format("expired rows of accounts are not cleaned up now: {}", error.what()));
    }
  });
}

void Accounts::stop() {
  mail_sender_.stop();
  cleaner_.reset();
}

void Accounts::audit(const AuditEntry& entry) {
  context_.database.write([&](Transaction& transaction) { AuditLog(transaction).record(entry, context_.clock()); });
}

void Accounts::audit_once(const AuditEntry& entry) {
  context_.database.write(
      [&](Transaction& transaction) { AuditLog(transaction).record_once(entry, context_.clock()); });
}

Page<AuditRow> Accounts::audit_log(const AuditSearch& search, PageRequest page) {
  return context_.database.read([&](Transaction& transaction) { return AuditLog(transaction).search(search, page); });
}

Page<MailRow> Accounts::mails(PageRequest page) {
  return context_.database.read([&](Transaction& transaction) { return MailQueue(transaction).list(page); });
}

MailCounts Accounts::mail_counts() {
  return context_.database.read([](Transaction& transaction) { return MailQueue(transaction).count(); });
}

void Accounts::clean_up() {
  context_.database.write([this](Transaction& transaction) {
    const Time now = context_.clock();
    Sessions::clean_up(transaction, now);
    ApiTokens::clean_up(transaction, now);
    Confirmations(transaction, now).clean_up();
    Attempts(transaction, now).clean_up();
    MailQueue(transaction).clean_up(now);
    AuditLog(transaction).clean_up(now);
    // Who logged in without confirming began another confirmation, and has a day from then.
    transaction.change(
        "DELETE FROM account WHERE state = 'unverified' AND created_at <= :old AND NOT EXISTS "
        "(SELECT 1 FROM confirmation WHERE confirmation.user_id = account.id)",
        {value_of(now - kUnconfirmedKept)});
  });
}

}  // namespace digitnet::serve
