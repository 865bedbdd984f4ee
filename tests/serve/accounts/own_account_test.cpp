#include "own_account.hpp"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kNewPassword = "seven herons by the weir";

std::string begin_change(AccountsUnderTest& under_test, const SignedIn& who, std::string_view email,
                         ConfirmationChannel channel) {
  return under_test->own_account().begin_email_change(who, {kPassword, email, channel}, origin());
}

}  // namespace

// SECURITY.md 6, 10.
TEST_CASE("a change of password takes the current one, ends every other session and mails a notice") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const NewSession here = under_test.sign_in(ada);
    const NewSession there = under_test.sign_in(ada);
    const SignedIn who = under_test.signed_in(here);
    const auto change = [&](std::string_view current, std::string_view wanted) {
      return refusal([&] { (void)under_test->own_account().change_password(who, {current, wanted}, origin()); });
    };
    CHECK(change("not the password", kNewPassword) == "wrong_credentials current_password");
    CHECK(change("", kNewPassword) == "wrong_credentials current_password");
    CHECK(change(kPassword, "short") == "invalid password");
    CHECK(under_test->sessions().find(there.token));
    CHECK(under_test.mails_to("ada@digits.example") == 0);

    const NewSession renewed = under_test->own_account().change_password(who, {kPassword, kNewPassword}, origin());
    CHECK_FALSE(under_test->sessions().find(here.token));
    CHECK_FALSE(under_test->sessions().find(there.token));
    CHECK(under_test.signed_in(renewed).session.id == here.session.id);
    CHECK(under_test.mail_to("ada@digits.example").find("password of your account was changed") != std::string::npos);
    CHECK(refusal([&] { (void)under_test->login().log_in("ada@digits.example", kPassword, origin()); }) ==
          "wrong_credentials");
    CHECK(refusal([&] { (void)under_test->login().log_in("ada@digits.example", kNewPassword, origin()); }).empty());
    CHECK(under_test.has_audit("password.change", ada));
  });
}

TEST_CASE("who stole a session cannot try passwords without end") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const SignedIn who = under_test.signed_in(under_test.sign_in(under_test.add_user("ada@digits.example")));
    const auto change = [&](std::string_view current) {
      return refusal([&] { (void)under_test->own_account().change_password(who, {current, kNewPassword}, origin()); });
    };
    for (int i = 0; i < 10; ++i) CHECK(change("not the password") == "wrong_credentials current_password");
    CHECK(change(kPassword) == "too_many");
    under_test.pass(10min);
    CHECK(change(kPassword).empty());
  });
}

// SECURITY.md 14.
TEST_CASE("a user without a password must have signed in just now, and may then set one") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string olga = under_test.database.write([&](Transaction& transaction) {
      return Users(transaction)
          .create({"Olga", "olga@digits.example", std::nullopt, Role::user, UserState::active}, under_test.now);
    });
    CHECK_FALSE(under_test.user(olga).has_password);
    const SignedIn who = under_test.signed_in(under_test.sign_in(olga));
    under_test.pass(10min);
    const auto change = [&](const SignedIn& as) {
      return refusal([&] { (void)under_test->own_account().change_password(as, {"", kNewPassword}, origin()); });
    };
    CHECK(change(who) == "reauthenticate");
    CHECK(change(under_test.signed_in(under_test->sessions().authenticated_again(who.session))).empty());
    CHECK(under_test.user(olga).has_password);
    CHECK(refusal([&] { (void)under_test->login().log_in("olga@digits.example", kNewPassword, origin()); }).empty());
  });
}

// SECURITY.md 39.
TEST_CASE("a change of address takes the password, is confirmed at the new address, and the old one gets a notice") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    CHECK(refusal([&] {
            (void)under_test->own_account().begin_email_change(who, {"not the password", "new@digits.example", {}},
                                                               origin());
          }) == "wrong_credentials current_password");
    CHECK(refusal([&] { (void)begin_change(under_test, who, "no address", ConfirmationChannel::link); }) ==
          "invalid email");
    CHECK(under_test.number("SELECT COUNT(*) FROM mail") == 0);

    under_test->password_reset().request("ada@digits.example", origin());
    const std::string old_link = under_test.link_token_to("ada@digits.example");
    (void)begin_change(under_test, who, "new@digits.example", ConfirmationChannel::link);
    CHECK(under_test.user(ada).email == "ada@digits.example");
    const std::string token = under_test.link_token_to("new@digits.example");
    CHECK(under_test->own_account().look_at_email_change_link(token));
    under_test.pass(1s);
    under_test->own_account().confirm_email_change_by_link(token, origin());
    CHECK(under_test.user(ada).email == "new@digits.example");
    CHECK(under_test.mail_to("ada@digits.example").find("has another email address") != std::string::npos);
    CHECK(refusal([&] { under_test->own_account().confirm_email_change_by_link(token, origin()); }) == "gone");
    CHECK(refusal([&] { under_test->password_reset().finish(old_link, kNewPassword, origin()); }) == "gone");
    CHECK(refusal([&] { (void)under_test->login().log_in("new@digits.example", kPassword, origin()); }).empty());
    CHECK(refusal([&] { (void)under_test->login().log_in("ada@digits.example", kPassword, origin()); }) ==
          "wrong_credentials");
  });
}

// SECURITY.md 39, 36.
TEST_CASE("a change of address may be confirmed by code, in the browser that asked") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    const std::string flow = begin_change(under_test, who, "new@digits.example", ConfirmationChannel::code);
    CHECK(under_test->own_account().view_email_change(flow)->email == "new@digits.example");
    CHECK_FALSE(under_test->registration().view(flow));
    const std::string code = under_test.code_to("new@digits.example");
    const auto confirm = [&](const std::string& by) {
      return refusal([&] { under_test->own_account().confirm_email_change_by_code(by, code, origin()); });
    };
    CHECK(confirm("made up") == "gone");
    CHECK(confirm(flow).empty());
    CHECK(under_test.user(ada).email == "new@digits.example");
  });
}

// SECURITY.md 29.
TEST_CASE("changing to an address that has an account is answered alike, and its owner hears of it") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.add_user("bob@digits.example");
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    const std::string flow = begin_change(under_test, who, "BOB@digits.example", ConfirmationChannel::link);
    CHECK(under_test->own_account().view_email_change(flow));
    CHECK(under_test.mail_to("bob@digits.example").find("It has one already") != std::string::npos);
    CHECK(under_test.user(ada).email == "ada@digits.example");
  });
}

TEST_CASE("an address that somebody registered meanwhile is refused when the change is confirmed") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    (void)begin_change(under_test, who, "new@digits.example", ConfirmationChannel::link);
    const std::string token = under_test.link_token_to("new@digits.example");
    const std::string other = under_test.add_user("new@digits.example");
    CHECK(refusal([&] { under_test->own_account().confirm_email_change_by_link(token, origin()); }) == "taken email");
    CHECK(under_test.user(ada).email == "ada@digits.example");
    CHECK(under_test.user(other).email == "new@digits.example");
  });
}

TEST_CASE("users rename themselves") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    under_test->own_account().rename(who.user, " Ada Lovelace ", origin());
    CHECK(under_test.user(ada).name == "Ada Lovelace");
    CHECK(refusal([&] { under_test->own_account().rename(who.user, "A\nda", origin()); }) == "invalid name");
    // Each is an entry of the audit log, which nobody is to fill.
    for (int i = 0; i < 9; ++i) under_test->own_account().rename(who.user, "Ada", origin());
    CHECK(refusal([&] { under_test->own_account().rename(who.user, "Ada", origin()); }) == "too_many");
  });
}

TEST_CASE("deleting the account takes the password and leaves nothing of the user, in any room") {
  on_each_engine([](AccountsUnderTest& under_test) {
    std::vector<std::string> happened;
    under_test->hooks().deletions.emplace_back([&](Transaction& transaction, const std::string& id) {
      happened.push_back("rows of " + transaction.row("SELECT name FROM account WHERE id = :id", {id})->text(0));
      return [&happened] { happened.push_back("files"); };
    });
    under_test->hooks().deletions.emplace_back(
        [](Transaction&, const std::string&) { return std::function<void()>(); });
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    (void)under_test->api_tokens().create(who, {"t", {Scope::data}, 1}, origin());
    under_test->password_reset().request("ada@digits.example", origin());
    CHECK(refusal([&] { under_test->own_account().remove(who, "not the password", origin()); }) ==
          "wrong_credentials current_password");
    CHECK(happened.empty());
    under_test->own_account().remove(who, kPassword, origin());
    CHECK(happened == std::vector<std::string>{"rows of Ada", "files"});
    const std::string texts = under_test.all_texts();
    CHECK(texts.find("ada@") == std::string::npos);
    CHECK(texts.find("Ada") == std::string::npos);
    for (const char* count : {"SELECT COUNT(*) FROM account", "SELECT COUNT(*) FROM login_session",
                              "SELECT COUNT(*) FROM api_token", "SELECT COUNT(*) FROM confirmation"}) {
      CAPTURE(count);
      CHECK(under_test.number(count) == 0);
    }
    CHECK(under_test.mails_to("ada@digits.example") == 1);
    CHECK(under_test.mail_to("ada@digits.example").find("were deleted") != std::string::npos);
    CHECK(refusal([&] { (void)under_test->login().log_in("ada@digits.example", kPassword, origin()); }) ==
          "wrong_credentials");
  });
}

TEST_CASE("a hook that fails keeps the account whole") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test->hooks().deletions.emplace_back(
        [](Transaction&, const std::string&) -> std::function<void()> { throw DatabaseError("away"); });
    const std::string ada = under_test.add_user("ada@digits.example");
    const NewSession session = under_test.sign_in(ada);
    CHECK_THROWS_AS(under_test->own_account().remove(under_test.signed_in(session), kPassword, origin()),
                    DatabaseError);
    CHECK(under_test->sessions().find(session.token));
  });
}

// SECURITY.md 48.
TEST_CASE("an export holds what is known of the user and what other rooms add, and no hash or token") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    under_test.add_user("bob@digits.example");
    const NewSession session = under_test.sign_in(ada);
    const NewApiToken token = under_test->api_tokens().create(under_test.signed_in(session),
                                                              {"my script", {Scope::data, Scope::train}, 7}, origin());
    under_test->hooks().exports.emplace_back(
        [](const std::string& id, const ExportSink& sink) { sink("images/1.png", "png of " + id); });
    std::map<std::string, std::string> files;
    export_account(under_test->context(), ada,
                   [&](const std::string& name, std::string_view bytes) { files[name] = bytes; });
    REQUIRE(files.size() == 2);
    CHECK(files["images/1.png"] == "png of " + ada);
    const std::string& text = files["account.json"];
    const auto account = nlohmann::json::parse(text);
    CHECK(account["user"]["email"] == "ada@digits.example");
    CHECK(account["user"]["created_at"] == "2026-09-21T14:13:20Z");
    CHECK(account["sessions"].size() == 1);
    CHECK(account["sessions"][0]["address"] == origin().address);
    CHECK(account["api_tokens"][0]["name"] == "my script");
    CHECK(account["api_tokens"][0]["scopes"] == nlohmann::json{"data", "train"});
    CHECK(account["audit_log"].size() == 3);
    for (const std::string& secret : {session.token, token.text, std::string("argon2"), std::string("bob@")}) {
      CHECK(text.find(secret) == std::string::npos);
    }
    CHECK(refusal([&] {
            export_account(under_test->context(), "nobody", [](const std::string&, std::string_view) {});
          }) == "not_found");
  });
}
