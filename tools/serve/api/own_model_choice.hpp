#pragma once

#include <string>

#include "accounts.hpp"
#include "cookie_names.hpp"
#include "model_choice.hpp"
#include "model_shelf.hpp"
#include "work_pool.hpp"

namespace digitnet::serve {

/// Chooses for who is logged in, or shows an API token with the scope `recognize`, the version that they use; for
/// strangers what is served, or a candidate for their share of it. For any thread.
class OwnModelChoice {
 public:
  OwnModelChoice(Accounts& accounts, ModelShelf& shelf, const CookieNames& cookies,
                 std::function<void(const std::string&)> log);

  /// As ModelChoice. Where the database or a file cannot be reached, what is served reads: better than no answer, and
  /// the answer says which model gave it.
  void choose(const Request& request, const std::function<void(ChosenModel)>& give);
  /// Forgets the requests that wait.
  void abandon() { pool_.abandon(); }

 private:
  [[nodiscard]] ChosenModel choice_for_token(const std::string& token);
  [[nodiscard]] ChosenModel choice_for_session(const std::string& cookie, const std::string& client);

  Accounts& accounts_;
  ModelShelf& shelf_;
  std::string session_cookie_;
  std::function<void(const std::string&)> log_;
  WorkPool pool_;  // last: its threads use the rest
};

}  // namespace digitnet::serve
