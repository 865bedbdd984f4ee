#include "serve/sign_in/sign_in_world.hpp"

#include <chrono>

#include "migrations.hpp"
#include "users.hpp"

namespace digitnet::test {

using namespace serve;

std::string query_parameter(const std::string& url, const std::string& name) {
  std::size_t start = url.find("?" + name + "=");
  if (start == std::string::npos) start = url.find("&" + name + "=");
  if (start == std::string::npos) return {};
  start += name.size() + 2;
  return url.substr(start, url.find('&', start) - start);
}

AccountsForSignIn::AccountsForSignIn(const DatabasePlace& place) : database_({.place = place.place}) {
  migrate(database_);
  const auto create = [&](const std::string& name, UserState state) {
    return database_.write([&](Transaction& transaction) {
      return Users(transaction)
          .create({.name = name, .email = name + "@example.org", .password_hash = {}, .state = state}, system_time());
    });
  };
  alice = create("alice", UserState::active);
  bob = create("bob", UserState::active);
  create("carol", UserState::unverified);
}

std::optional<std::string> AccountsForSignIn::user_of_email(Transaction& transaction, const std::string& email) {
  const auto user = Users(transaction).find_by_email(email);
  return user && user->state != UserState::unverified ? std::optional(user->id) : std::nullopt;
}

std::int64_t AccountsForSignIn::count(const std::string& table) {
  return database_.read(
      [&](Transaction& transaction) { return transaction.row("SELECT COUNT(*) FROM " + table)->integer(0); });
}

std::string AccountsForSignIn::dump() {
  return database_.read([](Transaction& transaction) {
    std::string text;
    for (const char* sql :
         {"SELECT state_hash, browser_hash, provider, next_path FROM sign_in_flow",
          "SELECT browser_hash, provider, issuer, subject, email, name, next_path FROM pending_identity",
          "SELECT id, user_id, provider, issuer, subject, email FROM linked_identity"}) {
      for (const DatabaseRow& row : transaction.rows(sql)) {
        for (std::size_t column = 0; column < 4; ++column) text += row.text(column) + "\n";
      }
    }
    return text;
  });
}

SignInWorld::SignInWorld(const DatabasePlace& place)
    : accounts(place), now(std::chrono::time_point_cast<std::chrono::milliseconds>(system_time())) {
  sign_in_room =
      std::make_unique<SignIn>(accounts.database(), SignInOptions{.providers = {provider.record()},
                                                                  .public_url = "https://digits.example",
                                                                  .clock = [this] { return now; },
                                                                  .user_of_email = &AccountsForSignIn::user_of_email});
}

std::int64_t SignInWorld::now_s() const {
  return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
}

void SignInWorld::prepare(const SignInRedirect& redirect, const nlohmann::json& changes) {
  nlohmann::json claims = provider.claims(now_s());
  claims["nonce"] = query_parameter(redirect.url, "nonce");
  if (!changes.is_null()) claims.update(changes);
  provider.give(provider.key.sign(claims));
}

SignInCallback SignInWorld::callback(const SignInRedirect& redirect) const {
  return {.provider = "example",
          .query = "code=the-code&state=" + query_parameter(redirect.url, "state"),
          .cookie = redirect.cookie};
}

SignInOutcome SignInWorld::come_back(const SignInRedirect& redirect, const nlohmann::json& changes,
                                     std::optional<std::string> user) {
  prepare(redirect, changes);
  SignInCallback back = callback(redirect);
  back.user = std::move(user);
  cookie = redirect.cookie;
  return sign_in_room->finish(back);
}

SignInOutcome SignInWorld::sign_in(const nlohmann::json& changes) {
  return come_back(sign_in_room->start({.provider = "example", .next = "/digits"}), changes);
}

}  // namespace digitnet::test
