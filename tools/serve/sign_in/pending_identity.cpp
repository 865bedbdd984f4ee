#include "pending_identity.hpp"

#include "flow_lifetime.hpp"
#include "flow_secrets.hpp"
#include "secret_token.hpp"

namespace digitnet::serve {

void keep_pending_identity(Transaction& transaction, std::string_view cookie, const PendingIdentity& pending,
                           Time now) {
  drop_pending_identity(transaction, cookie);
  const ProviderIdentity& identity = pending.identity;
  transaction.change(
      "INSERT INTO pending_identity (browser_hash, provider, issuer, subject, email, email_verified, name, "
      "next_path, "
      "link_user_id, kept_at) "
      "VALUES (:browser, :provider, :issuer, :subject, :email, :verified, :name, :next, :link, :kept)",
      {token_hash(cookie), identity.provider, identity.issuer, identity.subject, identity.email,
       std::int64_t{identity.email_verified}, identity.name, pending.next,
       pending.user ? DatabaseValue(*pending.user) : DatabaseValue(), value_of(now)});
}

std::optional<PendingIdentity> find_pending_identity(Transaction& transaction, std::string_view cookie, Time now) {
  if (!is_flow_secret(cookie)) return std::nullopt;
  const auto row = transaction.row(
      "SELECT provider, issuer, subject, email, email_verified, name, next_path, link_user_id, kept_at "
      "FROM pending_identity WHERE browser_hash = :browser",
      {token_hash(cookie)});
  if (!row || !is_alive(row->time(8), now)) return std::nullopt;
  return PendingIdentity{.identity = {.provider = row->text(0),
                                      .issuer = row->text(1),
                                      .subject = row->text(2),
                                      .email = row->text(3),
                                      .email_verified = row->flag(4),
                                      .name = row->text(5)},
                         .user = row->maybe_text(7),
                         .next = row->text(6)};
}

bool drop_pending_identity(Transaction& transaction, std::string_view cookie) {
  return transaction.change("DELETE FROM pending_identity WHERE browser_hash = :browser", {token_hash(cookie)}) == 1;
}

void delete_old_pending_identities(Transaction& transaction, Time now) {
  transaction.change("DELETE FROM pending_identity WHERE kept_at <= :latest", {value_of(now - kSignInLifetime)});
}

}  // namespace digitnet::serve
