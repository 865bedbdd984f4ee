#include "sessions.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

// SECURITY.md 8.
TEST_CASE("a session is opened by 256 random bits, of which the database holds the SHA-256 alone") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const NewSession session = under_test.sign_in(ada);
    CHECK(session.token.size() == 43);
    CHECK(under_test.sign_in(ada).token != session.token);
    CHECK(under_test.all_texts().find(session.token) == std::string::npos);
    CHECK(under_test.signed_in(session).user.email == "ada@digits.example");
    CHECK_FALSE(under_test->sessions().find(""));
    CHECK_FALSE(under_test->sessions().find(session.session.id));
    CHECK_FALSE(under_test->sessions().find(session.token + "x"));
    CHECK_FALSE(under_test->sessions().find("' OR 1=1 --"));
  });
}

// SECURITY.md 11.
TEST_CASE("a user's session ends after 30 idle minutes or 12 hours, an administrator's after 15 or 4 hours") {
  on_each_engine([](AccountsUnderTest& under_test) {
    struct Case {
      std::string id;
      std::chrono::minutes idle;
      std::chrono::minutes absolute;
    };
    for (const Case& it : {Case{under_test.add_user("ada@digits.example"), 30min, 12 * 60min},
                           Case{under_test.add_user("root@digits.example", Role::admin), 15min, 4 * 60min}}) {
      CAPTURE(it.idle.count());
      const NewSession idle = under_test.sign_in(it.id);
      under_test.pass(it.idle - 1s);
      CHECK(under_test->sessions().find(idle.token));
      under_test.pass(it.idle);
      CHECK_FALSE(under_test->sessions().find(idle.token));

      const NewSession busy = under_test.sign_in(it.id);
      for (std::chrono::minutes passed = 0min; passed + 10min < it.absolute; passed += 10min) {
        under_test.pass(10min);
        REQUIRE(under_test->sessions().find(busy.token));
      }
      under_test.pass(10min);
      CHECK_FALSE(under_test->sessions().find(busy.token));
      CHECK(under_test->sessions().list(it.id).empty());
    }
    under_test.pass(12h);
    under_test->clean_up();
    CHECK(under_test.number("SELECT COUNT(*) FROM login_session") == 0);
  });
}

TEST_CASE("a session is noted as seen once a minute, so that looking it up costs no write") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const NewSession session = under_test.sign_in(under_test.add_user("ada@digits.example"));
    const Time begun = under_test.now;
    under_test.pass(59s);
    (void)under_test.signed_in(session);
    CHECK(under_test.signed_in(session).session.last_seen_at == begun);
    under_test.pass(1s);
    (void)under_test.signed_in(session);
    CHECK(under_test.signed_in(session).session.last_seen_at == begun + 60s);
  });
}

// SECURITY.md 10.
TEST_CASE("every login begins another session, a new token kills the old one") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const LoginResult first = under_test->login().log_in("ada@digits.example", kPassword, origin());
    const LoginResult second = under_test->login().log_in("ada@digits.example", kPassword, origin());
    REQUIRE(first.session);
    REQUIRE(second.session);
    CHECK(first.session->token != second.session->token);
    const NewSession renewed = under_test->sessions().rotate(first.session->session);
    CHECK_FALSE(under_test->sessions().find(first.session->token));
    CHECK(under_test.signed_in(renewed).session.id == first.session->session.id);
    under_test->sessions().end(renewed.token, origin());
    CHECK_FALSE(under_test->sessions().find(renewed.token));
    CHECK(refusal([&] { (void)under_test->sessions().rotate(renewed.session); }) == "gone");
    CHECK(under_test.has_audit("logout", ada));
  });
}

// SECURITY.md 14.
TEST_CASE("users see their own sessions and end them, and nobody else's") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const std::string bob = under_test.add_user("bob@digits.example");
    const NewSession here = under_test.sign_in(ada);
    under_test.pass(1min);
    const NewSession there =
        under_test->login().sign_in(ada, "test", {"203.0.113.7", std::string("Phone\r\n\0x", 9), ""});
    const NewSession bobs = under_test.sign_in(bob);
    const auto list = under_test->sessions().list(ada);
    REQUIRE(list.size() == 2);
    CHECK(list[0].address == "203.0.113.7");
    CHECK(list[0].user_agent == "Phone???x");
    CHECK(refusal([&] { under_test->sessions().end(ada, bobs.session.id, origin()); }) == "not_found");
    CHECK(under_test->sessions().find(bobs.token));
    under_test->sessions().end(ada, there.session.id, origin());
    CHECK_FALSE(under_test->sessions().find(there.token));
    const NewSession again = under_test.sign_in(ada);
    CHECK(under_test->sessions().end_others(here.session, origin()) == 1);
    CHECK_FALSE(under_test->sessions().find(again.token));
    CHECK(under_test->sessions().find(here.token));
    CHECK(under_test->sessions().find(bobs.token));
  });
}

// SECURITY.md 14.
TEST_CASE("ten minutes after the password was given, something sensitive takes it again") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const NewSession session = under_test.sign_in(under_test.add_user("ada@digits.example"));
    const SignedIn who = under_test.signed_in(session);
    const auto asks = [&](const Session& of) {
      return refusal([&] { under_test->sessions().require_recent_authentication(of); });
    };
    CHECK(asks(who.session).empty());
    under_test.pass(10min);
    CHECK(asks(who.session) == "reauthenticate");
    CHECK(refusal([&] { (void)under_test->login().reauthenticate(who, "not the right one", origin()); }) ==
          "wrong_credentials current_password");
    const NewSession renewed = under_test->login().reauthenticate(who, kPassword, origin());
    CHECK(asks(under_test.signed_in(renewed).session).empty());
    CHECK_FALSE(under_test->sessions().find(session.token));
    under_test.pass(11min);
    CHECK(asks(under_test->sessions().authenticated_again(renewed.session).session).empty());
  });
}

// SECURITY.md 13.
TEST_CASE("disabling or deleting a user refuses sessions and API tokens from the next request on") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("root@digits.example", Role::admin);
    const Administrator root{"command", origin()};
    for (const bool deletes : {false, true}) {
      const std::string ada = under_test.add_user("ada" + std::to_string(deletes) + "@digits.example");
      const NewSession session = under_test.sign_in(ada);
      const NewApiToken token =
          under_test->api_tokens().create(under_test.signed_in(session), {"t", {Scope::data}, 1}, origin());
      REQUIRE(under_test->api_tokens().find(token.text));
      deletes ? under_test->administration().remove(root, ada) : under_test->administration().disable(root, ada);
      CHECK_FALSE(under_test->sessions().find(session.token));
      CHECK_FALSE(under_test->api_tokens().find(token.text));
      if (deletes) continue;
      under_test->administration().enable(root, ada);
      CHECK_FALSE(under_test->sessions().find(session.token));
      CHECK(under_test->api_tokens().find(token.text));
    }
  });
}

TEST_CASE("a session whose last sight cannot be written, for want of a lock, is found all the same") {
  const TestFolder folder;
  AccountsUnderTest under_test(folder.path("accounts.sqlite"));
  const NewSession session = under_test.sign_in(under_test.add_user("ada@digits.example"));
  Database other({.place = folder.path("accounts.sqlite"), .patience = 100ms});
  AccountContext context{other, [&] { return under_test.now; }, "https://digits.example"};
  under_test.pass(5min);
  under_test.database.write([&](Transaction& transaction) {
    transaction.change("UPDATE account SET name = 'busy'");
    bool is_found = false;
    std::thread([&] { is_found = Sessions(context).find(session.token).has_value(); }).join();
    CHECK(is_found);
  });
}
