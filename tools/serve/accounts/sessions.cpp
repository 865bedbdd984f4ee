#include "sessions.hpp"

#include "account_error.hpp"
#include "audit_log.hpp"
#include "random_id.hpp"
#include "secret_token.hpp"
#include "shortened.hpp"
#include "user_row.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::minutes kSeenToThe{1};

const std::string kSessionColumns =
    "login_session.id, login_session.user_id, login_session.created_at, login_session.last_seen_at, "
    "login_session.authenticated_at, login_session.address, login_session.user_agent";

Session session_of(const DatabaseRow& row, std::size_t first) {
  return {row.text(first),     row.text(first + 1), row.time(first + 2), row.time(first + 3),
          row.time(first + 4), row.text(first + 5), row.text(first + 6)};
}

bool is_alive(const Session& session, Role role, Time now) {
  const SessionLimits limits = session_limits(role);
  return now - session.last_seen_at < limits.idle && now - session.created_at < limits.absolute;
}

}  // namespace

std::optional<SignedIn> Sessions::find(std::string_view token) {
  static const std::string kSelect = "SELECT " + kUserColumns + ", " + kSessionColumns +
                                     " FROM login_session JOIN account ON account.id = login_session.user_id "
                                     "WHERE login_session.token_hash = :hash AND account.state = 'active'";
  if (token.empty()) return std::nullopt;
  const std::string hash = token_hash(token);
  const auto row = context_.database.read([&](Transaction& transaction) { return transaction.row(kSelect, {hash}); });
  if (!row) return std::nullopt;
  SignedIn found{session_of(*row, kUserColumnCount), user_of(*row)};
  const Time now = context_.clock();
  if (!is_alive(found.session, found.user.role, now)) return std::nullopt;
  if (now - found.session.last_seen_at >= kSeenToThe) note_seen(hash, now);
  return found;
}

void Sessions::note_seen(const std::string& token_hash, Time now) {
  try {
    context_.database.write([&](Transaction& transaction) {
      transaction.change("UPDATE login_session SET last_seen_at = :now WHERE token_hash = :hash",
                         {value_of(now), token_hash});
    });
  } catch (const DatabaseError&) {
    // Who can read may go on; the next request notes it.
  }
}

std::vector<Session> Sessions::list(const std::string& user_id) {
  static const std::string kSelect = "SELECT account.role, " + kSessionColumns +
                                     " FROM login_session JOIN account ON account.id = login_session.user_id "
                                     "WHERE login_session.user_id = :user ORDER BY login_session.last_seen_at DESC";
  const Time now = context_.clock();
  std::vector<Session> sessions;
  for (const DatabaseRow& row :
       context_.database.read([&](Transaction& transaction) { return transaction.rows(kSelect, {user_id}); })) {
    Session session = session_of(row, 1);
    if (is_alive(session, role_named(row.text(0)).value(), now)) sessions.push_back(std::move(session));
  }
  return sessions;
}

void Sessions::end(const std::string& user_id, const std::string& session_id, const RequestOrigin& origin) {
  context_.database.write([&](Transaction& transaction) {
    if (transaction.change("DELETE FROM login_session WHERE id = :id AND user_id = :user", {session_id, user_id}) ==
        0) {
      throw AccountError(AccountError::Kind::not_found, "", "There is no such session.");
    }
    AuditLog(transaction).record({user_id, "session.end", session_id, "", origin}, context_.clock());
  });
}

void Sessions::end(std::string_view token, const RequestOrigin& origin) {
  const std::string hash = token_hash(token);
  context_.database.write([&](Transaction& transaction) {
    const auto row =
        transaction.row("DELETE FROM login_session WHERE token_hash = :hash RETURNING user_id, id", {hash});
    if (row) AuditLog(transaction).record({row->text(0), "logout", row->text(1), "", origin}, context_.clock());
  });
}

std::int64_t Sessions::end_others(const Session& session, const RequestOrigin& origin) {
  return context_.database.write([&](Transaction& transaction) {
    const std::int64_t ended = transaction.change("DELETE FROM login_session WHERE user_id = :user AND id <> :id",
                                                  {session.user_id, session.id});
    AuditLog(transaction)
        .record({session.user_id, "session.end_others", session.user_id, "", origin}, context_.clock());
    return ended;
  });
}

NewSession Sessions::rotate(const Session& session) {
  return context_.database.write(
      [&](Transaction& transaction) { return renew(transaction, session, session.authenticated_at); });
}

NewSession Sessions::authenticated_again(const Session& session) {
  return context_.database.write(
      [&](Transaction& transaction) { return renew(transaction, session, context_.clock()); });
}

void Sessions::require_recent_authentication(const Session& session) const {
  if (context_.clock() - session.authenticated_at < kRecentAuthentication) return;
  throw AccountError(AccountError::Kind::reauthenticate, "", "Please confirm first that it is you.");
}

NewSession Sessions::renew(Transaction& transaction, const Session& session, Time authenticated_at) {
  NewSession renewed{new_secret_token(), session};
  renewed.session.authenticated_at = authenticated_at;
  const std::int64_t found = transaction.change(
      "UPDATE login_session SET token_hash = :hash, authenticated_at = :at WHERE id = :id AND user_id = :user",
      {token_hash(renewed.token), value_of(authenticated_at), session.id, session.user_id});
  if (found == 0) throw AccountError(AccountError::Kind::gone, "", "You are no longer logged in.");
  return renewed;
}

NewSession Sessions::begin(Transaction& transaction, const std::string& user_id, const RequestOrigin& origin,
                           Time now) {
  NewSession begun{new_secret_token(),
                   {random_id(), user_id, now, now, now, origin.address, shortened(origin.user_agent)}};
  const Session& session = begun.session;
  transaction.change(
      "INSERT INTO login_session (token_hash, id, user_id, created_at, last_seen_at, authenticated_at, address, "
      "user_agent) "
      "VALUES (:hash, :id, :user, :created, :seen, :authenticated, :address, :agent)",
      {token_hash(begun.token), session.id, user_id, value_of(now), value_of(now), value_of(now), session.address,
       session.user_agent});
  return begun;
}

std::int64_t Sessions::end_all(Transaction& transaction, const std::string& user_id) {
  return transaction.change("DELETE FROM login_session WHERE user_id = :user", {user_id});
}

void Sessions::clean_up(Transaction& transaction, Time now) {
  const SessionLimits longest = session_limits(Role::user);
  transaction.change("DELETE FROM login_session WHERE last_seen_at <= :idle OR created_at <= :old",
                     {value_of(now - longest.idle), value_of(now - longest.absolute)});
}

}  // namespace digitnet::serve
