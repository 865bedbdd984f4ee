#include "password_reset.hpp"

#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"
#include "secret_token.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kNewPassword = "seven herons by the weir";

void request(AccountsUnderTest& under_test, const std::string& email, int client = 1) {
  under_test->password_reset().request(email, origin(client));
}

std::string finish(AccountsUnderTest& under_test, const std::string& token, std::string_view password = kNewPassword) {
  return refusal([&] { under_test->password_reset().finish(token, password, origin()); });
}

std::string login(AccountsUnderTest& under_test, std::string_view password) {
  return refusal([&] { (void)under_test->login().log_in("ada@digits.example", password, origin()); });
}

}  // namespace

// SECURITY.md 38.
TEST_CASE("a reset sets the password, ends all sessions and tokens, signs nobody in and mails a notice") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const NewSession one = under_test.sign_in(ada);
    const NewSession two = under_test.sign_in(ada);
    const auto who = under_test->sessions().find(two.token);
    const NewApiToken program = under_test->api_tokens().create(*who, {"mine", {Scope::data}, 30}, origin());
    request(under_test, "ADA@digits.example");
    CHECK(under_test.mail_to("ada@digits.example").find("\n  https://digits.example/reset/") != std::string::npos);
    const std::string token = under_test.link_token_to("ada@digits.example");
    under_test.pass(1s);
    CHECK(finish(under_test, token).empty());
    CHECK_FALSE(under_test->sessions().find(one.token));
    CHECK_FALSE(under_test->sessions().find(two.token));
    CHECK(under_test.number("SELECT COUNT(*) FROM login_session") == 0);
    CHECK_FALSE(under_test->api_tokens().find(program.text));
    CHECK(under_test.mail_to("ada@digits.example").find("password of your account was set anew") != std::string::npos);
    CHECK(login(under_test, kPassword) == "wrong_credentials");
    CHECK(login(under_test, kNewPassword).empty());
    CHECK(under_test.has_audit("reset.finish", ada));
  });
}

// SECURITY.md 33, 35.
TEST_CASE(
    "a reset's link works once within 30 minutes; looking at it spends nothing, nor does a password that is refused") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    request(under_test, "ada@digits.example");
    const std::string token = under_test.link_token_to("ada@digits.example");
    const std::string texts = under_test.all_texts();
    CHECK(texts.find(token) == std::string::npos);
    CHECK(texts.find(token_hash(token)) != std::string::npos);
    under_test.pass(30min - 1s);
    CHECK(under_test->password_reset().look_at_link(token));
    CHECK(finish(under_test, token, "short") == "invalid password");
    CHECK(finish(under_test, token).empty());
    CHECK_FALSE(under_test->password_reset().look_at_link(token));
    CHECK(finish(under_test, token) == "gone");

    under_test.pass(1s);
    request(under_test, "ada@digits.example");
    const std::string late = under_test.link_token_to("ada@digits.example");
    under_test.pass(30min);
    CHECK_FALSE(under_test->password_reset().look_at_link(late));
    CHECK(finish(under_test, late) == "gone");
    CHECK(finish(under_test, "") == "gone");
  });
}

// SECURITY.md 33, 37.
TEST_CASE("of several links one sets the password and kills the others; used at the same time, exactly one wins") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    request(under_test, "ada@digits.example");
    const std::string first = under_test.link_token_to("ada@digits.example");
    under_test.pass(1s);
    request(under_test, "ada@digits.example");
    const std::string second = under_test.link_token_to("ada@digits.example");
    REQUIRE(first != second);
    std::atomic<int> won = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { won += finish(under_test, first).empty() ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(won == 1);
    CHECK(finish(under_test, second) == "gone");
  });
}

// SECURITY.md 29.
TEST_CASE("a reset for an address without an account, or with a disabled one, is answered alike and sends nothing") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    under_test->administration().disable({"command", origin()}, ada);
    CHECK(refusal([&] { request(under_test, "ada@digits.example"); }).empty());
    CHECK(refusal([&] { request(under_test, "nobody@digits.example"); }).empty());
    CHECK(under_test.number("SELECT COUNT(*) FROM mail") == 0);
    CHECK(refusal([&] { request(under_test, "no address"); }) == "invalid email");
  });
}

// SECURITY.md 28.
TEST_CASE("an account takes three resets an hour, whether it is there or not") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    for (const char* email : {"ada@digits.example", "nobody@digits.example"}) {
      CAPTURE(email);
      for (int i = 0; i < 3; ++i) CHECK(refusal([&] { request(under_test, email, i); }).empty());
      CHECK(refusal([&] { request(under_test, email, 4); }) == "too_many");
      CHECK(retry_after([&] { request(under_test, email, 4); }) == 1h);
    }
    under_test.pass(1h);
    CHECK(refusal([&] { request(under_test, "ada@digits.example", 4); }).empty());
  });
}

TEST_CASE("a reset confirms the address of a registration, with the owner's password and not the other one") {
  on_each_engine([](AccountsUnderTest& under_test) {
    (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::link},
                                           origin());
    const std::string registration = under_test.link_token_to("ada@digits.example");
    under_test.pass(1s);
    request(under_test, "ada@digits.example");
    CHECK(finish(under_test, under_test.link_token_to("ada@digits.example")).empty());
    CHECK(login(under_test, kNewPassword).empty());
    CHECK(refusal([&] {
            under_test->registration().confirm_by_link({registration, "", kPassword}, origin());
          }) == "gone");
  });
}

TEST_CASE("a link for a user who was disabled since sets no password") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    request(under_test, "ada@digits.example");
    const std::string token = under_test.link_token_to("ada@digits.example");
    under_test->administration().disable({"command", origin()}, ada);
    CHECK(finish(under_test, token) == "gone");
    CHECK(under_test.user(ada).state == UserState::disabled);
  });
}
