#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"
#include "database.hpp"
#include "flow_lifetime.hpp"
#include "pending_identity.hpp"
#include "provider.hpp"
#include "provider_identity.hpp"
#include "sign_in_outcome.hpp"

namespace digitnet::serve {

/// The cookie that binds a flow to a browser: `__Host-oauth=<value>; Secure; HttpOnly; SameSite=Lax; Path=/`. It is set
/// by start(), for kSignInLifetime; set again by an outcome that keeps the identity; and deleted by every other.
inline constexpr std::string_view kSignInCookie = "__Host-oauth";

struct SignInOptions {
  std::vector<Provider> providers;
  std::string public_url;  ///< as browsers reach this server
  Clock clock = system_time;
  /// The account that has this e-mail address as its own and has confirmed it, if one has.
  std::function<std::optional<std::string>(Transaction&, const std::string& email)> user_of_email;
};

/// What a person asks for.
struct SignInStart {
  std::string provider;                     ///< the id in the path
  std::string next = {};                    ///< where to go at the end: is_own_path(), or it is dropped
  std::optional<std::string> link_to = {};  ///< the signed-in user's id, to link the identity to; else a login
};

/// Where the browser is to be sent (303), and its cookie.
struct SignInRedirect {
  std::string url;
  std::string cookie;
};

/// With what a browser comes back.
struct SignInCallback {
  std::string provider;                  ///< the id in the path
  std::string query;                     ///< of the request's target, as sent
  std::string cookie;                    ///< the value of kSignInCookie; empty: none
  std::optional<std::string> user = {};  ///< the user who is signed in in this browser
};

/// A provider, as pages show it.
struct ProviderLink {
  std::string id;
  std::string label;
};

/// Signs people in by OpenID Connect providers, with the authorization code flow (OpenID Connect Core 1.0,
/// section 3.1). Safe for any number of threads. start() and finish() call the provider: each call takes 5 s at most,
/// and there are up to 1 and 4 of them. Nothing of what a provider issues, codes or tokens, is stored or logged; of
/// states and cookies the database holds only hashes.
class SignIn {
 public:
  /// The database is used as long as this lives.
  SignIn(Database& database, SignInOptions options);
  ~SignIn();
  SignIn(const SignIn&) = delete;
  SignIn& operator=(const SignIn&) = delete;

  [[nodiscard]] const std::vector<ProviderLink>& providers() const;
  /// The origins of the issuers and of all authorization endpoints that are known by now, for the policy `form-action`.
  [[nodiscard]] std::vector<std::string> origins() const;

  /// Begins a flow. Writes to the database, so it is for a POST. Throws SignInError, DatabaseError.
  [[nodiscard]] SignInRedirect start(const SignInStart& start);
  /// Ends a flow: checks everything that came back and asks the provider who it is. Throws SignInError, DatabaseError.
  [[nodiscard]] SignInOutcome finish(const SignInCallback& callback);

  /// The identity that is kept for the browser with this cookie.
  [[nodiscard]] std::optional<PendingIdentity> pending(std::string_view cookie);
  /// Links the kept identity to the account that it was kept for, once: `user` has just logged in there. Throws
  /// SignInError `gone` when none is kept or it is for another account; DatabaseError.
  void link_pending(std::string_view cookie, const std::string& user);
  /// Takes the kept identity of a new person, once, and links it to the user whose id `create` returns; all of it in
  /// the transaction that `create` is given, or none. Returns that id. Throws as link_pending(), and what `create`
  /// throws.
  std::string finish_pending(std::string_view cookie,
                             const std::function<std::string(Transaction&, const ProviderIdentity&)>& create);
  /// Forgets it: the person does not want to go on.
  void drop_pending(std::string_view cookie);

  /// Deletes what is too old. start() does so, too.
  void sweep();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
