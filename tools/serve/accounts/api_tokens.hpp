#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account_context.hpp"
#include "clock.hpp"
#include "request_origin.hpp"
#include "sessions.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// What an API token may be used for.
enum class Scope {
  recognize,  ///< recognise pictures with the user's model
  data,       ///< the user's images: read, add, change, delete; tests
  train,      ///< start, watch and cancel training; choose a version
  account,    ///< read and rename the account, list and end sessions; never password, address or tokens
  admin,      ///< what administrators may, for as long as the user is one
};

/// `recognize`, `data`, `train`, `account`, `admin`.
[[nodiscard]] std::string_view name_of(Scope scope);
[[nodiscard]] std::optional<Scope> scope_named(std::string_view name);

struct ApiToken {
  std::string id;
  std::string user_id;
  std::string name;   ///< what its owner calls it
  std::string start;  ///< its first characters, to recognise it by
  std::set<Scope> scopes;
  Time created_at;
  Time expires_at;
  std::optional<Time> last_used_at;  ///< to the minute
};

struct ApiTokenForm {
  std::string_view name;  ///< as user names are (user_fields.hpp)
  std::set<Scope> scopes;
  int days = 90;  ///< 1 to 366
};

struct NewApiToken {
  std::string text;  ///< `dgn_` and 43 characters; shown once
  ApiToken token;
};

struct ApiCaller {
  ApiToken token;
  User user;
  [[nodiscard]] bool may(Scope scope) const {
    return token.scopes.contains(scope) && (scope != Scope::admin || user.is_admin());
  }
};

/// Tokens that programs show instead of a cookie. For any thread.
class ApiTokens {
 public:
  static constexpr int kMostPerUser = 20;

  explicit ApiTokens(AccountContext& context) : context_(context) {}

  /// Throws AccountError: invalid, forbidden (scope admin for one who is none), taken (too many tokens),
  /// reauthenticate.
  [[nodiscard]] NewApiToken create(const SignedIn& who, const ApiTokenForm& form, const RequestOrigin& origin);
  /// Who shows this token, when it is alive and the user active.
  [[nodiscard]] std::optional<ApiCaller> find(std::string_view text);
  /// The living ones, the latest first.
  [[nodiscard]] std::vector<ApiToken> list(const std::string& user_id);
  /// Throws AccountError (not found), also for another's.
  void revoke(const std::string& user_id, const std::string& token_id, const RequestOrigin& origin);

  /// Part of the caller's transaction.
  static void revoke_all(Transaction& transaction, const std::string& user_id);
  /// Those with the scope `admin`, likewise.
  static void revoke_for_administration(Transaction& transaction, const std::string& user_id);
  static void clean_up(Transaction& transaction, Time now);

 private:
  void note_used(const std::string& token_id, Time now);

  AccountContext& context_;
};

}  // namespace digitnet::serve
