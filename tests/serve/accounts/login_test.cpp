#include "login.hpp"

#include <doctest/doctest.h>
#include <sodium.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

std::string answer(AccountsUnderTest& under_test, std::string_view email, std::string_view password, int client = 1) {
  return refusal([&] { (void)under_test->login().log_in(email, password, origin(client)); });
}

}  // namespace

// SECURITY.md 29.
TEST_CASE("a wrong password, an unknown address and an account without a password are answered alike") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    under_test.database.write([&](Transaction& transaction) {
      (void)Users(transaction)
          .create({"Olga", "olga@digits.example", std::nullopt, Role::user, UserState::active}, under_test.now);
    });
    for (const char* email : {"ada@digits.example", "nobody@digits.example", "olga@digits.example", "no address", ""}) {
      CAPTURE(email);
      std::string sentence;
      try {
        (void)under_test->login().log_in(email, "not the password", origin());
      } catch (const AccountError& error) {
        sentence = error.what();
        CHECK(error.kind() == AccountError::Kind::wrong_credentials);
        CHECK(error.field().empty());
      }
      CHECK(sentence == "This address and this password do not fit together.");
    }
    CHECK(answer(under_test, "ada@digits.example", std::string(100'000, 'x')) == "wrong_credentials");
    CHECK(answer(under_test, "ADA@digits.example", kPassword).empty());
  });
}

// SECURITY.md 27.
TEST_CASE("after five failures an account takes 1, 2, 4 .. 60 s between attempts, whether it is there or not") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    for (const std::string& email : {std::string("ada@digits.example"), std::string("nobody@digits.example")}) {
      CAPTURE(email);
      int client = 100;
      for (int i = 0; i < 5; ++i) CHECK(answer(under_test, email, "not the password", ++client) == "wrong_credentials");
      for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        CAPTURE(pause.count());
        // Also the right password has to wait, or one could try on.
        CHECK(answer(under_test, email, kPassword, ++client) == "too_many");
        CHECK(retry_after([&] { (void)under_test->login().log_in(email, "x", origin(++client)); }) == pause);
        under_test.pass(pause);
        CHECK(answer(under_test, email, "not the password", ++client) == "wrong_credentials");
      }
    }
    // No lockout: after the pause the owner is in, and has no more pauses.
    under_test.pass(60s);
    CHECK(answer(under_test, "ada@digits.example", kPassword, 500).empty());
    CHECK(answer(under_test, "ada@digits.example", "not the password", 501) == "wrong_credentials");
    CHECK(answer(under_test, "ada@digits.example", kPassword, 502).empty());
  });
}

// SECURITY.md 27.
TEST_CASE("guesses at the same time are no way around the pause") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    std::atomic<int> compared = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&, i] {
        if (answer(under_test, "ada@digits.example", "not the password", i) == "wrong_credentials") ++compared;
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(compared == 5);
  });
}

// SECURITY.md 27.
TEST_CASE("one client may try 20 logins a minute") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (int i = 0; i < 20; ++i) {
      CHECK(answer(under_test, "u" + std::to_string(i) + "@x.example", "not the password") == "wrong_credentials");
    }
    CHECK(answer(under_test, "ada@digits.example", kPassword) == "too_many");
    CHECK(answer(under_test, "ada@digits.example", kPassword, 2) == "wrong_credentials");
    under_test.pass(60s);
    CHECK(answer(under_test, "ada@digits.example", kPassword) == "wrong_credentials");
  });
}

// SECURITY.md 27.
TEST_CASE("while an account has to wait, its owner can set a new password, and then log in at once") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    for (int i = 0; i < 5; ++i) (void)answer(under_test, "ada@digits.example", "not the password", i);
    REQUIRE(answer(under_test, "ada@digits.example", kPassword, 10) == "too_many");
    under_test->password_reset().request("ada@digits.example", origin());
    under_test->password_reset().finish(under_test.link_token_to("ada@digits.example"), "a newer and longer one",
                                        origin());
    CHECK(answer(under_test, "ada@digits.example", "a newer and longer one", 11).empty());
  });
}

// SECURITY.md 3.
TEST_CASE("a hash of lesser costs is made anew at login") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    std::array<char, crypto_pwhash_STRBYTES> old{};
    REQUIRE(crypto_pwhash_str_alg(old.data(), kPassword.data(), kPassword.size(), 1, 8 << 20,
                                  crypto_pwhash_ALG_ARGON2ID13) == 0);
    under_test.database.write([&](Transaction& transaction) { Users(transaction).set_password_hash(ada, old.data()); });
    CHECK(answer(under_test, "ada@digits.example", kPassword).empty());
    const auto hash =
        under_test.database.read([&](Transaction& transaction) { return Users(transaction).password_hash(ada); });
    CHECK(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    CHECK(answer(under_test, "ada@digits.example", kPassword).empty());
  });
}

// SECURITY.md 3.
TEST_CASE("the database holds no password") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    (void)answer(under_test, "ada@digits.example", kPassword);
    (void)answer(under_test, "ada@digits.example", "not the password");
    (void)answer(under_test, "typed the password here", "x");
    const std::string texts = under_test.all_texts();
    CHECK(texts.find("ada@digits.example") != std::string::npos);
    CHECK(texts.find(kPassword) == std::string::npos);
    CHECK(texts.find("not the password") == std::string::npos);
    CHECK(texts.find("typed the password here") == std::string::npos);
  });
}

TEST_CASE("who has not confirmed the address gets another confirmation instead of a session") {
  on_each_engine([](AccountsUnderTest& under_test) {
    (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::link},
                                           origin());
    const std::string first = under_test.link_token_to("ada@digits.example");
    const auto log_in = [&] { return under_test->login().log_in("ada@digits.example", kPassword, origin()); };
    CHECK(answer(under_test, "ada@digits.example", "not the password") == "wrong_credentials");
    const LoginResult soon = log_in();
    CHECK_FALSE(soon.session);
    REQUIRE(under_test->registration().view(soon.confirmation_flow));
    CHECK(under_test.mails_to("ada@digits.example") == 1);
    under_test.pass(1min);
    const LoginResult later = log_in();
    CHECK_FALSE(later.session);
    CHECK(under_test.mails_to("ada@digits.example") == 2);
    const std::string second = under_test.link_token_to("ada@digits.example");
    CHECK(second != first);
    CHECK(under_test->registration().confirm_by_link({second, later.confirmation_flow, ""}, origin()).is_active());
    CHECK(log_in().session);
  });
}

TEST_CASE("a disabled user hears so only with the right password, and has no session") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    under_test->administration().disable({"command", origin()}, ada);
    CHECK(answer(under_test, "ada@digits.example", "not the password") == "wrong_credentials");
    CHECK(answer(under_test, "ada@digits.example", kPassword) == "forbidden");
    CHECK(refusal([&] { (void)under_test.sign_in(ada); }) == "forbidden");
    CHECK(under_test.number("SELECT COUNT(*) FROM login_session") == 0);
    CHECK(under_test.has_audit("login.disabled", ada));
  });
}

// SECURITY.md 55.
TEST_CASE("logins and their failures are in the audit log, with address and request") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    (void)answer(under_test, "ada@digits.example", "not the password", 5);
    under_test.pass(1s);
    (void)answer(under_test, "ada@digits.example", kPassword, 5);
    const auto rows = under_test->audit_log({"", "login", {}, {}}, {}).rows;
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].entry.action == "login");
    CHECK(rows[0].entry.actor == ada);
    CHECK(rows[0].actor_email == "ada@digits.example");
    CHECK(rows[0].entry.origin.address == origin(5).address);
    CHECK(rows[0].entry.origin.request_id == "request-1");
    CHECK(rows[1].entry.action == "login.failed");
    CHECK(rows[1].entry.subject == ada);
  });
}
