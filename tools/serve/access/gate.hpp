#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "account_error.hpp"
#include "accounts.hpp"
#include "cookie_names.hpp"
#include "route.hpp"
#include "visit.hpp"
#include "work_pool.hpp"

namespace digitnet::serve {

/// Who may use a route.
enum class Access {
  everyone,
  user,   ///< who is logged in, or shows an API token that may
  admin,  ///< likewise, and is an administrator
};

/// A route that knows who asks. Its answer may block: it is given on a thread of the gate's.
struct GatedRoute {
  std::string method;
  std::string path;
  Access access;
  std::optional<Scope> scope;  ///< what an API token needs; nothing: a page, which takes no token
  std::function<Response(const Visit&)> answer;
  std::size_t most_body_bytes = 0;
  bool asks_others = false;  ///< other servers, which may be slow: on threads for that alone
};

struct GateOptions {
  int threads = 8;
  int asking_threads = 4;     ///< for GatedRoute::asks_others
  std::size_t waiting = 256;  ///< requests at most; then 503
  std::size_t waiting_to_ask = 32;
  std::string public_url;
  /// As Routes::error.
  std::function<Response(const Request&, int status, const std::string& detail)> error;
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< for the operator
};

/// What stands before every route that is not for everybody in the same way: tells who asks, refuses who may not and
/// forms that are not ours, and turns what services throw into answers.
///
/// A page that is for users sends strangers to /login and brings them back; programs get a 401. Who is known but may
/// not gets a 403, which the audit log notes.
class Gate {
 public:
  Gate(Accounts& accounts, GateOptions options);

  /// Adds the route; a POST of a page takes forms of 16 KB without being asked.
  void add(Routes& routes, GatedRoute route);
  /// Forgets the requests that wait.
  void abandon() {
    pool_.abandon();
    asking_pool_.abandon();
  }

  [[nodiscard]] const CookieNames& cookies() const { return cookies_; }

 private:
  [[nodiscard]] Response answer(const GatedRoute& route, const Request& request);
  [[nodiscard]] Response answer_visit(const GatedRoute& route, const Request& request);
  /// The events that a user follows, until they are logged in no more.
  [[nodiscard]] NextEvents while_logged_in(const std::string& user_id, const Request& request, NextEvents next);
  [[nodiscard]] std::optional<SignedIn> signed_in_by(std::string_view cookies);
  [[nodiscard]] Visitor visitor_of(const GatedRoute& route, const Request& request);
  [[nodiscard]] std::optional<Response> check_access(const GatedRoute& route, const Visit& visit);
  [[nodiscard]] Response refuse(const Request& request, int status, const std::string& detail) const;

  Accounts& accounts_;
  GateOptions options_;
  CookieNames cookies_;
  WorkPool pool_;  // last, with the next: their threads use the rest
  WorkPool asking_pool_;
};

/// 422, 401 ...
[[nodiscard]] int status_of(const AccountError& error);

/// Retry-After, in whole seconds.
[[nodiscard]] Field retry_after_field(std::chrono::milliseconds wait);

}  // namespace digitnet::serve
