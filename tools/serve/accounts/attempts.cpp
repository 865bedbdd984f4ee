#include "attempts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account_error.hpp"
#include "address.hpp"
#include "secret_token.hpp"
#include "user_fields.hpp"

namespace digitnet::serve {
namespace {

using namespace std::chrono_literals;

constexpr int kFreeFailures = 5;
constexpr std::chrono::seconds kLongestPause = 60s;
constexpr std::chrono::hours kFailuresKept = 24h;

[[noreturn]] void refuse(std::string_view told, std::chrono::milliseconds wait) {
  const auto seconds = std::max(1s, std::chrono::ceil<std::chrono::seconds>(wait));
  const std::string span = seconds <= 120s
                               ? fmt::format("{} seconds", seconds.count())
                               : fmt::format("{} minutes", std::chrono::ceil<std::chrono::minutes>(seconds).count());
  throw AccountError(AccountError::Kind::too_many, "", fmt::format("{} Try again in {}.", told, span), seconds);
}

std::chrono::seconds pause_after(std::int64_t failures) {
  if (failures < kFreeFailures) return 0s;
  const std::int64_t doublings = std::min<std::int64_t>(failures - kFreeFailures, 6);
  return std::min(kLongestPause, std::chrono::seconds(std::int64_t{1} << doublings));
}

}  // namespace

void Attempts::count(const AttemptLimit& limit, std::string_view key) {
  const std::string name(limit.name);
  const std::string hash = token_hash(key);
  // What is later than any true time was written before a clock was set back.
  transaction_.change(
      "DELETE FROM attempt WHERE limit_name = :name AND key_hash = :key AND (made_at <= :since OR made_at > :until)",
      {name, hash, value_of(now_ - limit.period), value_of(now_ + limit.period)});
  const auto found = transaction_.row(
      "SELECT COUNT(*), MIN(made_at) FROM attempt WHERE limit_name = :name AND key_hash = :key", {name, hash});
  if (found->integer(0) >= limit.most) refuse(limit.told, found->time(1) + limit.period - now_);
  transaction_.change(
      "INSERT INTO attempt (limit_name, key_hash, made_at, expires_at) VALUES (:name, :key, :at, :until)",
      {name, hash, value_of(now_), value_of(now_ + limit.period)});
}

void Attempts::count_confirmation_mail(std::string_view email) {
  count(kConfirmationMailsPerMinute, email_key(email));
  count(kConfirmationMailsPerDay, email_key(email));
}

void Attempts::begin_login(std::string_view account) {
  const std::string hash = token_hash(account);
  const auto before =
      transaction_.row("SELECT failures, next_at, expires_at FROM login_failure WHERE key_hash = :key", {hash});
  std::int64_t failures = 0;
  if (before && before->time(2) > now_) {
    const auto wait = before->time(1) - now_;
    if (wait > 0ms && wait <= kLongestPause) refuse("Too many attempts.", wait);
    failures = before->integer(0);
  }
  ++failures;
  transaction_.change(
      "INSERT INTO login_failure (key_hash, failures, next_at, expires_at) VALUES (:key, :failures, :next, :until) "
      "ON CONFLICT (key_hash) DO UPDATE SET failures = excluded.failures, next_at = excluded.next_at, expires_at = "
      "excluded.expires_at",
      {hash, failures, value_of(now_ + pause_after(failures)), value_of(now_ + kFailuresKept)});
}

void Attempts::succeeded(std::string_view account) {
  transaction_.change("DELETE FROM login_failure WHERE key_hash = :key", {token_hash(account)});
}

void Attempts::clean_up() {
  transaction_.change("DELETE FROM attempt WHERE expires_at <= :now", {value_of(now_)});
  transaction_.change("DELETE FROM login_failure WHERE expires_at <= :now", {value_of(now_)});
}

std::string client_of(std::string_view address) {
  const auto parsed = parse_address(address);
  return parsed ? to_string(client_key(*parsed)) : std::string(address);
}

}  // namespace digitnet::serve
