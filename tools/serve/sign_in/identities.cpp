#include "identities.hpp"

#include <utility>

#include "random_id.hpp"
#include "sign_in_error.hpp"

namespace digitnet::serve {
namespace {

std::int64_t count_of_user(Transaction& transaction, const std::string& user) {
  return transaction.row("SELECT COUNT(*) FROM linked_identity WHERE user_id = :user", {user}).value().integer(0);
}

LinkedIdentity read_identity(const DatabaseRow& row) {
  return {.id = row.text(0),
          .identity = {.provider = row.text(1),
                       .issuer = row.text(2),
                       .subject = row.text(3),
                       .email = row.text(4),
                       .email_verified = row.flag(5)},
          .linked_at = row.time(6),
          .used_at = row.maybe_time(7)};
}

SignInError no_such_identity() {
  return {SignInProblem::gone, "This account has no such linked identity.", "identity to unlink: not found"};
}

}  // namespace

std::vector<LinkedIdentity> Identities::of_user(const std::string& user) {
  return database_.read([&](Transaction& transaction) {
    std::vector<LinkedIdentity> identities;
    for (const DatabaseRow& row :
         transaction.rows("SELECT id, provider, issuer, subject, email, email_verified, linked_at, used_at "
                          "FROM linked_identity WHERE user_id = :user ORDER BY linked_at, id",
                          {user})) {
      identities.push_back(read_identity(row));
    }
    return identities;
  });
}

void Identities::unlink(const std::string& user, const std::string& identity_id,
                        const std::function<bool(Transaction&)>& has_other_way) {
  database_.write([&](Transaction& transaction) {
    if (transaction.change("DELETE FROM linked_identity WHERE id = :id AND user_id = :user", {identity_id, user}) !=
        1) {
      throw no_such_identity();
    }
    if (count_of_user(transaction, user) > 0 || has_other_way(transaction)) return;
    throw SignInError(SignInProblem::last_way_in,
                      "This is the only way to sign in to the account. Choose a password first.",
                      "identity to unlink: it is the only way into the account");
  });
}

std::optional<std::string> find_user_of(Transaction& transaction, const ProviderIdentity& identity) {
  const auto row = transaction.row("SELECT user_id FROM linked_identity WHERE issuer = :issuer AND subject = :subject",
                                   {identity.issuer, identity.subject});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void link_identity(Transaction& transaction, const std::string& user, const ProviderIdentity& identity, Time now) {
  if (const auto owner = find_user_of(transaction, identity)) {
    if (*owner == user) return;
    throw SignInError(SignInProblem::linked_to_another, "This identity is linked to another account here already.",
                      "identity to link: it belongs to another account");
  }
  if (count_of_user(transaction, user) >= static_cast<std::int64_t>(kMostIdentitiesOfUser)) {
    throw SignInError(SignInProblem::too_many,
                      "This account has as many linked identities as it may. Unlink one first.",
                      "identity to link: the account has too many");
  }
  transaction.change(
      "INSERT INTO linked_identity (id, user_id, provider, issuer, subject, email, email_verified, linked_at, used_at) "
      "VALUES (:id, :user, :provider, :issuer, :subject, :email, :verified, :linked, :used)",
      {random_id(), user, identity.provider, identity.issuer, identity.subject, identity.email,
       std::int64_t{identity.email_verified}, value_of(now), value_of(now)});
}

void note_identity_use(Transaction& transaction, const ProviderIdentity& identity, Time now) {
  transaction.change(
      "UPDATE linked_identity SET provider = :provider, email = :email, email_verified = :verified, used_at = :used "
      "WHERE issuer = :issuer AND subject = :subject",
      {identity.provider, identity.email, std::int64_t{identity.email_verified}, value_of(now), identity.issuer,
       identity.subject});
}

}  // namespace digitnet::serve
