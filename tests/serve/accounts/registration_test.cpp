#include "registration.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"
#include "secret_token.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

constexpr auto kLink = ConfirmationChannel::link;
constexpr auto kCode = ConfirmationChannel::code;

std::string begin(AccountsUnderTest& under_test, std::string_view email, ConfirmationChannel channel,
                  std::string_view password = kPassword) {
  static int client = 0;
  return under_test->registration().begin({"Ada", email, password, channel}, origin(++client));
}

std::string wrong(const std::string& code) {
  return code == "00000000" ? "00000001" : "00000000";
}

bool can_log_in(AccountsUnderTest& under_test, std::string_view email, std::string_view password = kPassword) {
  static int client = 1000;
  bool is_in = false;
  const std::string refused =
      refusal([&] { is_in = under_test->login().log_in(email, password, origin(++client)).session.has_value(); });
  return refused.empty() && is_in;
}

}  // namespace

TEST_CASE("who registers and opens the link has an account") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string flow = begin(under_test, "Ada@digits.example", kLink);
    CHECK_FALSE(can_log_in(under_test, "ada@digits.example"));
    const auto view = under_test->registration().view(flow);
    REQUIRE(view);
    CHECK(view->email == "Ada@digits.example");
    CHECK(view->channel == kLink);
    CHECK(view->expires_at == under_test.now + 24h);
    const std::string token = under_test.link_token_to("Ada@digits.example");
    CHECK_FALSE(under_test->registration().look_at_link(token, flow)->needs_password);
    const User confirmed = under_test->registration().confirm_by_link({token, flow, ""}, origin());
    CHECK(confirmed.is_active());
    CHECK(confirmed.role == Role::user);
    CHECK(can_log_in(under_test, "ADA@digits.example"));
    CHECK_FALSE(under_test->registration().view(flow));
    CHECK(under_test.has_audit("registration.confirm", confirmed.id));
  });
}

TEST_CASE("who registers and types the code has an account") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string flow = begin(under_test, "ada@digits.example", kCode);
    CHECK(under_test->registration().view(flow)->expires_at == under_test.now + 10min);
    const std::string code = under_test.code_to("ada@digits.example");
    CHECK(code.find_first_not_of("0123456789") == std::string::npos);
    CHECK(under_test->registration().confirm_by_code(flow, code, origin()).is_active());
    CHECK(can_log_in(under_test, "ada@digits.example"));
  });
}

// SECURITY.md 30, 29.
TEST_CASE("registering a taken address looks the same, and its owner gets a mail that says so") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("ada@digits.example");
    for (const ConfirmationChannel channel : {kLink, kCode}) {
      const std::string taken = begin(under_test, "ADA@digits.example", channel, "another long password");
      const std::string fresh = begin(under_test, "bob@digits.example", channel);
      const auto view_taken = under_test->registration().view(taken);
      const auto view_fresh = under_test->registration().view(fresh);
      REQUIRE(view_taken);
      CHECK(view_taken->email == "ADA@digits.example");
      CHECK(view_taken->channel == view_fresh->channel);
      CHECK(view_taken->expires_at == view_fresh->expires_at);
      CHECK(view_taken->tries_left == view_fresh->tries_left);
      CHECK(view_taken->resend_at == view_fresh->resend_at);
      CHECK(under_test.mail_to("ada@digits.example").find("already has an account") != std::string::npos);
      if (channel == kCode) {
        for (int i = 0; i < 5; ++i) {
          const std::string guess = wrong(under_test.code_to("bob@digits.example"));
          const std::string answer_taken =
              refusal([&] { under_test->registration().confirm_by_code(taken, guess, origin()); });
          CHECK(answer_taken == refusal([&] { under_test->registration().confirm_by_code(fresh, guess, origin()); }));
          CHECK(under_test->registration().view(taken)->tries_left ==
                under_test->registration().view(fresh)->tries_left);
        }
      }
      under_test.pass(1min);
      under_test->registration().resend(taken, channel, origin());
      under_test->registration().resend(fresh, channel, origin());
      under_test.pass(1min);
    }
    CHECK_FALSE(can_log_in(under_test, "ada@digits.example", "another long password"));
    CHECK(can_log_in(under_test, "ada@digits.example"));
    CHECK(under_test.number("SELECT COUNT(*) FROM account") == 2);
  });
}

// SECURITY.md 33.
TEST_CASE(
    "a link has 256 bits, of which the hash alone is kept, and works once within 24 hours, for its purpose alone") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink);
    const std::string token = under_test.link_token_to("ada@digits.example");
    const std::string texts = under_test.all_texts();
    CHECK(texts.find(token) == std::string::npos);
    CHECK(texts.find(token_hash(token)) != std::string::npos);
    CHECK_FALSE(under_test->password_reset().look_at_link(token));
    CHECK(refusal([&] { under_test->password_reset().finish(token, "another long password", origin()); }) == "gone");
    CHECK(refusal([&] { under_test->own_account().confirm_email_change_by_link(token, origin()); }) == "gone");
    under_test.pass(24h - 1s);
    CHECK(under_test->registration().look_at_link(token, ""));
    CHECK(under_test->registration().look_at_link(token, ""));  // looking spends nothing (35)
    under_test->registration().confirm_by_link({token, "", kPassword}, origin());
    CHECK_FALSE(under_test->registration().look_at_link(token, ""));
    CHECK(refusal([&] { under_test->registration().confirm_by_link({token, "", kPassword}, origin()); }) == "gone");

    begin(under_test, "bob@digits.example", kLink);
    const std::string late = under_test.link_token_to("bob@digits.example");
    under_test.pass(24h);
    CHECK_FALSE(under_test->registration().look_at_link(late, ""));
    CHECK(refusal([&] { under_test->registration().confirm_by_link({late, "", kPassword}, origin()); }) == "gone");
  });
}

// SECURITY.md 33.
TEST_CASE("a link is bound to the address that it was sent to") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink);
    const std::string token = under_test.link_token_to("ada@digits.example");
    under_test.database.write([](Transaction& transaction) {
      transaction.change("UPDATE account SET email = 'eve@x.example', email_key = 'eve@x.example'");
    });
    CHECK(refusal([&] { under_test->registration().confirm_by_link({token, "", kPassword}, origin()); }) == "gone");
    CHECK(under_test.number("SELECT COUNT(*) FROM account WHERE state = 'active'") == 0);
  });
}

// SECURITY.md 34.
TEST_CASE("links in mails begin with the configured public URL") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink);
    CHECK(under_test.mail_to("ada@digits.example").find("\n  https://digits.example/confirm/") != std::string::npos);
  });
}

// SECURITY.md 36.
TEST_CASE("a code is dead after ten minutes or five wrong tries, and a wrong one is told so") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string flow = begin(under_test, "ada@digits.example", kCode);
    const std::string code = under_test.code_to("ada@digits.example");
    for (int left = 5; left > 0; --left) {
      CHECK(under_test->registration().view(flow)->tries_left == left);
      CHECK(refusal([&] { under_test->registration().confirm_by_code(flow, wrong(code), origin()); }) ==
            "invalid code");
    }
    CHECK(refusal([&] { under_test->registration().confirm_by_code(flow, code, origin()); }) == "gone");

    const std::string late = begin(under_test, "bob@digits.example", kCode);
    under_test.pass(10min);
    const std::string late_code = under_test.code_to("bob@digits.example");
    CHECK(refusal([&] { under_test->registration().confirm_by_code(late, late_code, origin()); }) == "gone");
  });
}

// SECURITY.md 36.
TEST_CASE("a code is kept as argon2id, belongs to the browser that asked, and dies when another is sent") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string flow = begin(under_test, "ada@digits.example", kCode);
    const std::string others = begin(under_test, "bob@digits.example", kCode);
    const std::string first = under_test.code_to("ada@digits.example");
    const std::string texts = under_test.all_texts();
    CHECK(texts.find(first) == std::string::npos);
    CHECK(under_test.number(
              "SELECT COUNT(*) FROM confirmation WHERE code_hash LIKE '$argon2id$v=19$m=19456,t=2,p=1$%'") == 2);
    CHECK(refusal([&] { under_test->registration().confirm_by_code(others, first, origin()); }) == "invalid code");
    CHECK(refusal([&] { under_test->registration().confirm_by_code("", first, origin()); }) == "gone");
    CHECK(refusal([&] { under_test->registration().confirm_by_code("made up", first, origin()); }) == "gone");
    under_test.pass(1min);
    under_test->registration().resend(flow, kCode, origin());
    const std::string second = under_test.code_to("ada@digits.example");
    REQUIRE(second != first);
    CHECK(refusal([&] { under_test->registration().confirm_by_code(flow, first, origin()); }) == "invalid code");
    CHECK(under_test->registration().confirm_by_code(flow, second, origin()).is_active());
  });
}

// SECURITY.md 36.
TEST_CASE("codes are eight digits of which each number is as likely") {
  std::array<int, 10> first_digits{};
  for (int i = 0; i < 10000; ++i) {
    const std::string code = new_code();
    REQUIRE(code.size() == 8);
    ++first_digits.at(static_cast<std::size_t>(code[0] - '0'));
  }
  // Eight standard deviations from a thousand: never by chance.
  for (const int count : first_digits) CHECK(std::abs(count - 1000) < 240);
}

// SECURITY.md 37.
TEST_CASE("of the link and the code of one registration, using one kills the other") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (const bool by_code : {false, true}) {
      const std::string email = by_code ? "ada@digits.example" : "bob@digits.example";
      const std::string flow = begin(under_test, email, kLink);
      const std::string token = under_test.link_token_to(email);
      under_test.pass(1min);
      under_test->registration().resend(flow, kCode, origin());
      const std::string code = under_test.code_to(email);
      if (by_code) {
        under_test->registration().confirm_by_code(flow, code, origin());
        CHECK(refusal([&] { under_test->registration().confirm_by_link({token, "", kPassword}, origin()); }) == "gone");
      } else {
        CHECK(under_test->registration().confirm_by_link({token, "", kPassword}, origin()).is_active());
        CHECK(refusal([&] { under_test->registration().confirm_by_code(flow, code, origin()); }) == "gone");
      }
    }
  });
}

// SECURITY.md 37.
TEST_CASE("of those who use a link or a code at the same time, exactly one wins") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (const bool by_code : {false, true}) {
      const std::string email = by_code ? "ada@digits.example" : "bob@digits.example";
      const std::string flow = begin(under_test, email, by_code ? kCode : kLink);
      const std::string secret = by_code ? under_test.code_to(email) : under_test.link_token_to(email);
      std::atomic<int> won = 0;
      std::atomic<int> refused = 0;
      std::vector<std::thread> threads;
      for (int i = 0; i < 5; ++i) {
        threads.emplace_back([&] {
          const std::string answer = refusal([&] {
            by_code ? under_test->registration().confirm_by_code(flow, secret, origin())
                    : under_test->registration().confirm_by_link({secret, "", kPassword}, origin());
          });
          if (answer.empty()) ++won;
          if (answer == "gone") ++refused;
        });
      }
      for (std::thread& thread : threads) thread.join();
      CHECK(won == 1);
      CHECK(refused == 4);
    }
  });
}

// SECURITY.md 28.
TEST_CASE("five registrations an hour come from one address, and one mail a minute and five a day go to one") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const auto register_from = [&](int client, const std::string& email) {
      return [&under_test, client, email] {
        (void)under_test->registration().begin({"Ada", email, kPassword, kLink}, origin(client));
      };
    };
    for (int i = 0; i < 5; ++i) CHECK(refusal(register_from(7, "u" + std::to_string(i) + "@x.example")).empty());
    CHECK(refusal(register_from(7, "u5@x.example")) == "too_many");
    CHECK(retry_after(register_from(7, "u5@x.example")) == 1h);
    CHECK(refusal(register_from(8, "u5@x.example")).empty());
    under_test.pass(1h);
    CHECK(refusal(register_from(7, "u6@x.example")).empty());

    const std::string flow = begin(under_test, "ada@digits.example", kCode);
    const auto resend = [&] { under_test->registration().resend(flow, kCode, origin()); };
    CHECK(refusal(resend) == "too_many");
    CHECK(retry_after(resend) == 60s);
    for (int mail = 2; mail <= 5; ++mail) {
      under_test.pass(1min);
      CHECK(refusal(resend).empty());
    }
    under_test.pass(1min);
    CHECK(refusal(resend) == "too_many");
    CHECK(retry_after(resend) == 24h - 5min);
  });
}

TEST_CASE("an IPv6 network of 64 bits is one client") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const auto register_from = [&](const std::string& address, int i) {
      return refusal([&] {
        (void)under_test->registration().begin({"Ada", "u" + std::to_string(i) + "@x.example", kPassword, kLink},
                                               {address, "", ""});
      });
    };
    for (int i = 0; i < 5; ++i) CHECK(register_from("2001:db8::" + std::to_string(i + 1), i).empty());
    CHECK(register_from("2001:db8::77", 5) == "too_many");
    CHECK(register_from("2001:db8:0:1::77", 5).empty());
  });
}

TEST_CASE("a registration may be begun again, and what was confirmed is what that mail's registration said") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink);
    const std::string owners = under_test.link_token_to("ada@digits.example");
    under_test.pass(1min);
    begin(under_test, "ada@digits.example", kLink, "the password of mallory");
    const std::string mallorys = under_test.link_token_to("ada@digits.example");
    REQUIRE(owners != mallorys);
    under_test->registration().confirm_by_link({owners, "", kPassword}, origin());
    CHECK(can_log_in(under_test, "ada@digits.example"));
    CHECK_FALSE(can_log_in(under_test, "ada@digits.example", "the password of mallory"));
    CHECK(refusal([&] { under_test->registration().confirm_by_link({mallorys, "", kPassword}, origin()); }) == "gone");
  });
}

TEST_CASE("a registration that nobody confirms within a day is forgotten") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink);
    under_test.add_user("bob@digits.example");
    under_test.pass(23h);
    under_test->clean_up();
    CHECK(under_test.number("SELECT COUNT(*) FROM account") == 2);
    under_test.pass(1h);
    under_test->clean_up();
    CHECK(under_test.number("SELECT COUNT(*) FROM account") == 1);
    CHECK(under_test.number("SELECT COUNT(*) FROM confirmation") == 0);
    CHECK(under_test.number("SELECT COUNT(*) FROM attempt") == 0);
  });
}

TEST_CASE("a form that does not fit is refused by its field, before anything is counted or sent") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const auto answer = [&](std::string_view name, std::string_view email, std::string_view password) {
      return refusal([&] { (void)under_test->registration().begin({name, email, password, kLink}, origin()); });
    };
    CHECK(answer("", "ada@digits.example", kPassword) == "invalid name");
    CHECK(answer("Ada", "ada", kPassword) == "invalid email");
    CHECK(answer("Ada", "ada@digits.example", "short") == "invalid password");
    CHECK(under_test.number("SELECT COUNT(*) FROM attempt") == 0);
    CHECK(under_test.number("SELECT COUNT(*) FROM mail") == 0);
  });
}

// SECURITY.md 33: the owner of an address must not confirm what somebody else began with it.
TEST_CASE("a link that is opened in another browser confirms only with the password of its registration") {
  on_each_engine([](AccountsUnderTest& under_test) {
    begin(under_test, "ada@digits.example", kLink, "the password of mallory");
    const std::string token = under_test.link_token_to("ada@digits.example");
    CHECK(under_test->registration().look_at_link(token, "")->needs_password);
    CHECK(under_test->registration().look_at_link(token, "another browser's flow")->needs_password);
    for (const std::string_view password :
         {std::string_view(), kPassword, std::string_view("another browser's flow")}) {
      CHECK(refusal([&] {
              under_test->registration().confirm_by_link({token, "", password}, origin());
            }) == "wrong_credentials current_password");
    }
    CHECK(under_test.number("SELECT COUNT(*) FROM account WHERE state = 'active'") == 0);
    under_test->registration().confirm_by_link({token, "", "the password of mallory"}, origin());
    CHECK(can_log_in(under_test, "ada@digits.example", "the password of mallory"));
  });
}

TEST_CASE("a code may be typed in groups") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string flow = begin(under_test, "ada@digits.example", kCode);
    const std::string code = under_test.code_to("ada@digits.example");
    const std::string typed = " " + code.substr(0, 4) + "-" + code.substr(4, 2) + " " + code.substr(6);
    CHECK(under_test->registration().confirm_by_code(flow, typed, origin()).is_active());
  });
}
