#include "api_tokens.hpp"

#include <doctest/doctest.h>

#include <string>

#include "accounts_under_test.hpp"
#include "secret_token.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

// SECURITY.md 50.
TEST_CASE("an API token is a prefix and 256 bits, of which the hash alone is kept, and says who calls and for what") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    const NewApiToken made =
        under_test->api_tokens().create(who, {"my script", {Scope::recognize, Scope::train}, 30}, origin());
    CHECK(made.text.starts_with("dgn_"));
    CHECK(made.text.size() == 47);
    const std::string texts = under_test.all_texts();
    CHECK(texts.find(made.text) == std::string::npos);
    CHECK(texts.find(token_hash(made.text)) != std::string::npos);
    const auto caller = under_test->api_tokens().find(made.text);
    REQUIRE(caller);
    CHECK(caller->user.id == ada);
    CHECK(caller->may(Scope::recognize));
    CHECK(caller->may(Scope::train));
    CHECK_FALSE(caller->may(Scope::data));
    CHECK_FALSE(caller->may(Scope::account));
    CHECK_FALSE(caller->may(Scope::admin));
    CHECK_FALSE(under_test->api_tokens().find(made.text + "x"));
    CHECK_FALSE(under_test->api_tokens().find("dgn_" + std::string(43, 'A')));
    CHECK_FALSE(under_test->api_tokens().find(under_test.sign_in(ada).token));
    CHECK_FALSE(under_test->sessions().find(made.text));
  });
}

// SECURITY.md 50.
TEST_CASE("an API token expires, is revoked by its owner alone, and shows when it was used last") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    const std::string bob = under_test.add_user("bob@digits.example");
    const SignedIn who = under_test.signed_in(under_test.sign_in(ada));
    const NewApiToken brief = under_test->api_tokens().create(who, {"brief", {Scope::data}, 1}, origin());
    const NewApiToken longer = under_test->api_tokens().create(who, {"longer", {Scope::data}, 366}, origin());
    CHECK_FALSE(under_test->api_tokens().list(ada)[0].last_used_at);
    under_test.pass(24h - 1s);
    CHECK(under_test->api_tokens().find(brief.text));
    under_test.pass(1s);
    CHECK_FALSE(under_test->api_tokens().find(brief.text));
    CHECK(under_test->api_tokens().find(longer.text));
    const auto list = under_test->api_tokens().list(ada);
    REQUIRE(list.size() == 1);
    CHECK(list[0].name == "longer");
    CHECK(list[0].start == longer.text.substr(0, 8));
    CHECK(list[0].last_used_at == under_test.now);
    CHECK(refusal([&] { under_test->api_tokens().revoke(bob, longer.token.id, origin()); }) == "not_found");
    CHECK(under_test->api_tokens().find(longer.text));
    under_test->api_tokens().revoke(ada, longer.token.id, origin());
    CHECK_FALSE(under_test->api_tokens().find(longer.text));
    CHECK(under_test.has_audit("token.revoke", ada));
    under_test->clean_up();
    CHECK(under_test.number("SELECT COUNT(*) FROM api_token") == 0);
  });
}

// SECURITY.md 50.
TEST_CASE("a token for administration is for administrators, and does nothing once its owner is none") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    under_test.add_user("other@digits.example", Role::admin);
    const SignedIn ada = under_test.signed_in(under_test.sign_in(under_test.add_user("ada@digits.example")));
    CHECK(refusal([&] {
            (void)under_test->api_tokens().create(ada, {"t", {Scope::admin}, 1}, origin());
          }) == "forbidden scopes");
    const SignedIn who = under_test.signed_in(under_test.sign_in(root));
    const NewApiToken made = under_test->api_tokens().create(who, {"t", {Scope::admin}, 1}, origin());
    CHECK(under_test->api_tokens().find(made.text)->may(Scope::admin));
    const NewApiToken data = under_test->api_tokens().create(who, {"t", {Scope::data}, 1}, origin());
    under_test->administration().set_role({"command", origin()}, root, Role::user);
    under_test->administration().set_role({"command", origin()}, root, Role::admin);
    CHECK_FALSE(under_test->api_tokens().find(made.text));
    CHECK(under_test->api_tokens().find(data.text));
  });
}

TEST_CASE("a token takes a name, a scope, 1 to 366 days and a password given lately, and there are 20 at most") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const SignedIn who = under_test.signed_in(under_test.sign_in(under_test.add_user("ada@digits.example")));
    const auto create = [&](std::string_view name, std::set<Scope> scopes, int days) {
      return refusal([&] { (void)under_test->api_tokens().create(who, {name, std::move(scopes), days}, origin()); });
    };
    CHECK(create("", {Scope::data}, 1) == "invalid name");
    CHECK(create("t", {}, 1) == "invalid scopes");
    CHECK(create("t", {Scope::data}, 0) == "invalid days");
    CHECK(create("t", {Scope::data}, 367) == "invalid days");
    for (int i = 0; i < 20; ++i) CHECK(create("t", {Scope::data}, 1).empty());
    CHECK(create("t", {Scope::data}, 1) == "taken");
    under_test.pass(10min);
    CHECK(create("t", {Scope::data}, 1) == "reauthenticate");
  });
}
