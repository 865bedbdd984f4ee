#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account_context.hpp"
#include "clock.hpp"
#include "request_origin.hpp"
#include "user.hpp"

namespace digitnet::serve {

struct SessionLimits {
  std::chrono::milliseconds idle;
  std::chrono::milliseconds absolute;
};

[[nodiscard]] constexpr SessionLimits session_limits(Role role) {
  using namespace std::chrono_literals;
  return role == Role::admin ? SessionLimits{15min, 4h} : SessionLimits{30min, 12h};
}

/// How long ago the password may have been given when something sensitive is changed.
inline constexpr std::chrono::minutes kRecentAuthentication{10};

struct Session {
  std::string id;  ///< names it in lists; it is not the token and opens nothing
  std::string user_id;
  Time created_at;
  Time last_seen_at;      ///< to the minute
  Time authenticated_at;  ///< when the password was given, or the provider vouched, last
  std::string address;    ///< where it was begun
  std::string user_agent;
};

struct NewSession {
  std::string token;  ///< for the cookie; wipe it when it is sent
  Session session;
};

struct SignedIn {
  Session session;
  User user;
};

/// Who is logged in. The database holds the SHA-256 of a token alone. For any thread.
class Sessions {
 public:
  explicit Sessions(AccountContext& context) : context_(context) {}

  /// The session of this token, when it is neither idle nor old, and the user is active. A few microseconds of SQLite;
  /// once a minute it notes that the session was seen.
  [[nodiscard]] std::optional<SignedIn> find(std::string_view token);
  /// The living sessions of a user, the latest first.
  [[nodiscard]] std::vector<Session> list(const std::string& user_id);
  /// Ends one of this user's. Throws AccountError (not found), also for another's.
  void end(const std::string& user_id, const std::string& session_id, const RequestOrigin& origin);
  /// Logout: ends the session of this token, if there is one.
  void end(std::string_view token, const RequestOrigin& origin);
  /// Ends all of the user's but this one; gives back how many.
  std::int64_t end_others(const Session& session, const RequestOrigin& origin);
  /// A new token for the session; the old one is refused from now on. Throws AccountError (gone).
  [[nodiscard]] NewSession rotate(const Session& session);
  /// The provider vouched for the user of this session again. Gives a new token. Throws AccountError (gone).
  [[nodiscard]] NewSession authenticated_again(const Session& session);
  /// Throws AccountError (reauthenticate) unless the password was given, or the provider vouched, within 10 minutes.
  void require_recent_authentication(const Session& session) const;

  // As part of a caller's transaction.
  [[nodiscard]] static NewSession begin(Transaction& transaction, const std::string& user_id,
                                        const RequestOrigin& origin, Time now);
  /// A new token for the session. Throws AccountError (gone).
  [[nodiscard]] static NewSession renew(Transaction& transaction, const Session& session, Time authenticated_at);
  static std::int64_t end_all(Transaction& transaction, const std::string& user_id);
  static void clean_up(Transaction& transaction, Time now);

 private:
  void note_seen(const std::string& token_hash, Time now);

  AccountContext& context_;
};

}  // namespace digitnet::serve
