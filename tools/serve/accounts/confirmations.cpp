#include "confirmations.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "attempts.hpp"
#include "random_id.hpp"
#include "secret_token.hpp"

namespace digitnet::serve {
namespace {

const std::string kSelect =
    "SELECT id, purpose, user_id, email, old_email_key, name, password_hash, flow_hash, channel, code_hash, "
    "code_expires_at, code_tries, link_expires_at, sent_at FROM confirmation WHERE ";

std::string name_of(ConfirmationPurpose purpose) {
  switch (purpose) {
    case ConfirmationPurpose::registration:
      return "registration";
    case ConfirmationPurpose::reset:
      return "reset";
    case ConfirmationPurpose::email_change:
      return "email";
  }
  return {};
}

ConfirmationPurpose purpose_named(const std::string& name) {
  return name == "reset"   ? ConfirmationPurpose::reset
         : name == "email" ? ConfirmationPurpose::email_change
                           : ConfirmationPurpose::registration;
}

Confirmation confirmation_of(const DatabaseRow& row) {
  Confirmation confirmation;
  confirmation.id = row.text(0);
  confirmation.subject = {purpose_named(row.text(1)), row.maybe_text(2), row.text(3), row.text(4), row.text(5),
                          row.maybe_text(6)};
  confirmation.flow_hash = row.maybe_text(7);
  confirmation.channel = confirmation_channel_named(row.text(8)).value();
  confirmation.code_hash = row.maybe_text(9);
  confirmation.code_expires_at = row.time(10);
  confirmation.code_tries = static_cast<int>(row.integer(11));
  confirmation.link_expires_at = row.time(12);
  confirmation.sent_at = row.time(13);
  return confirmation;
}

DatabaseValue value_of_text(const std::optional<std::string>& text) {
  return text ? DatabaseValue(*text) : DatabaseValue();
}

std::chrono::milliseconds link_life(ConfirmationPurpose purpose) {
  return purpose == ConfirmationPurpose::reset ? std::chrono::milliseconds(Confirmations::kResetLinkLife)
                                               : Confirmations::kLinkLife;
}

}  // namespace

ConfirmationView Confirmation::view() const {
  return {subject.email, channel, channel == ConfirmationChannel::code ? code_expires_at : link_expires_at,
          code_hash ? std::max(0, Confirmations::kMostCodeTries - code_tries) : 0,
          sent_at + kConfirmationMailsPerMinute.period};
}

ConfirmationSecret new_confirmation_secret(ConfirmationChannel channel, PasswordHasher& hasher) {
  if (channel == ConfirmationChannel::link) {
    const std::string token = new_secret_token();
    return {channel, token, token_hash(token)};
  }
  const std::string code = new_code();
  return {channel, code, hasher.hash(code)};
}

std::string Confirmations::add(const ConfirmationSubject& subject, const std::optional<ConfirmationSecret>& secret) {
  std::string flow_token = new_secret_token();
  const bool has_code = secret && secret->channel == ConfirmationChannel::code;
  const bool has_link = secret && !has_code;
  transaction_.change(
      "INSERT INTO confirmation (id, purpose, user_id, email, old_email_key, name, password_hash, flow_hash, channel, "
      "code_hash, code_expires_at, code_tries, link_hash, link_expires_at, sent_at, expires_at) VALUES (:id, :purpose, "
      ":user, :email, :old_email, :name, :password, :flow, :channel, :code, :code_expires, 0, :link, :link_expires, "
      ":sent, "
      ":expires)",
      {random_id(), name_of(subject.purpose), value_of_text(subject.user_id), subject.email, subject.old_email_key,
       subject.name, value_of_text(subject.password_hash), token_hash(flow_token),
       std::string(serve::name_of(has_code ? ConfirmationChannel::code : ConfirmationChannel::link)),
       has_code ? DatabaseValue(secret->hash) : DatabaseValue(), value_of(now_ + kCodeLife),
       has_link ? DatabaseValue(secret->hash) : DatabaseValue(), value_of(now_ + link_life(subject.purpose)),
       value_of(now_), value_of(now_ + std::max<std::chrono::milliseconds>(kFlowLife, link_life(subject.purpose)))});
  return flow_token;
}

void Confirmations::replace_secret(const Confirmation& confirmation, const ConfirmationSecret& secret) {
  if (secret.channel == ConfirmationChannel::code) {
    transaction_.change(
        "UPDATE confirmation SET channel = 'code', code_hash = :hash, code_expires_at = :expires, code_tries = 0, "
        "sent_at = :now WHERE id = :id",
        {secret.hash, value_of(now_ + kCodeLife), value_of(now_), confirmation.id});
    return;
  }
  transaction_.change(
      "UPDATE confirmation SET channel = 'link', link_hash = :hash, link_expires_at = :expires, sent_at = :now "
      "WHERE id = :id",
      {secret.hash, value_of(now_ + link_life(confirmation.subject.purpose)), value_of(now_), confirmation.id});
}

std::optional<Confirmation> Confirmations::find_by_flow(ConfirmationPurpose purpose, std::string_view flow_token) {
  static const std::string kFind = kSelect + "flow_hash = :flow AND purpose = :purpose AND expires_at > :now";
  const auto row = transaction_.row(kFind, {token_hash(flow_token), name_of(purpose), value_of(now_)});
  return row ? std::optional(confirmation_of(*row)) : std::nullopt;
}

std::optional<Confirmation> Confirmations::find_by_link(ConfirmationPurpose purpose, std::string_view link_token) {
  static const std::string kFind =
      kSelect + "link_hash = :link AND purpose = :purpose AND link_expires_at > :now AND user_id IS NOT NULL";
  const auto row = transaction_.row(kFind, {token_hash(link_token), name_of(purpose), value_of(now_)});
  return row ? std::optional(confirmation_of(*row)) : std::nullopt;
}

CodeTry Confirmations::take_code_try(ConfirmationPurpose purpose, std::string_view flow_token) {
  const auto confirmation = find_by_flow(purpose, flow_token);
  if (!confirmation || !confirmation->code_hash || confirmation->code_expires_at <= now_ ||
      confirmation->code_tries >= kMostCodeTries) {
    refuse_dead_confirmation();
  }
  transaction_.change("UPDATE confirmation SET code_tries = code_tries + 1 WHERE id = :id", {confirmation->id});
  return {confirmation->id, *confirmation->code_hash};
}

std::optional<Confirmation> Confirmations::use_code(const CodeTry& code_try) {
  static const std::string kFind = kSelect + "id = :id AND code_hash = :code AND user_id IS NOT NULL";
  const auto row = transaction_.row(kFind, {code_try.confirmation_id, code_try.code_hash});
  return use(row ? std::optional(confirmation_of(*row)) : std::nullopt);
}

std::optional<Confirmation> Confirmations::use_link(ConfirmationPurpose purpose, std::string_view link_token) {
  return use(find_by_link(purpose, link_token));
}

std::optional<Confirmation> Confirmations::use(std::optional<Confirmation> confirmation) {
  if (!confirmation) return std::nullopt;
  if (transaction_.change("DELETE FROM confirmation WHERE id = :id", {confirmation->id}) != 1) return std::nullopt;
  remove(confirmation->subject.purpose, *confirmation->subject.user_id);
  return confirmation;
}

void Confirmations::remove(ConfirmationPurpose purpose, const std::string& user_id) {
  transaction_.change("DELETE FROM confirmation WHERE user_id = :user AND purpose = :purpose",
                      {user_id, name_of(purpose)});
}

void Confirmations::clean_up() {
  transaction_.change("DELETE FROM confirmation WHERE expires_at <= :now", {value_of(now_)});
}

std::string typed_code(std::string_view text) {
  std::string code(text);
  std::erase_if(code, [](char c) { return c == ' ' || c == '-'; });
  return code;
}

void refuse_dead_confirmation() {
  throw AccountError(AccountError::Kind::gone, "",
                     "This link or code is used up, has expired, or was replaced. Ask for a new one.");
}

void refuse_wrong_code() {
  throw AccountError(AccountError::Kind::invalid, "code", "This is not the code. Look for the latest mail.");
}

}  // namespace digitnet::serve
