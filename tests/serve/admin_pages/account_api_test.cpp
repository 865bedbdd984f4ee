#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "identities.hpp"
#include "identity_export.hpp"
#include "serve/admin_pages/admin_pages_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kAccount = "/api/v1/account";

void link(AdminPagesUnderTest& pages, const Client& client) {
  pages->accounts.database.write([&](Transaction& transaction) {
    link_identity(transaction, client.user_id, {"google", "https://issuer.example", "42", "ann@mail.example", true, ""},
                  pages->accounts.now);
  });
}

}  // namespace

TEST_CASE("a program reads and renames its owner's account, and sees sessions, tokens and providers without secrets") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const Client program = pages->program(ann, {Scope::account});
    link(pages, ann);
    CHECK(json::parse(pages->get(program, kAccount).body)["email"] == "ann@example.org");
    const Response renamed = pages->send(program, "PATCH", kAccount, R"({"name": "Ann Lovelace"})");
    CHECK(json::parse(renamed.body)["name"] == "Ann Lovelace");
    CHECK(pages->send(program, "PATCH", kAccount, R"({"name": "A", "role": "admin"})").status == 422);
    CHECK(pages->send(program, "PATCH", kAccount, R"({"name": ""})").status == 422);
    const Response tokens = pages->get(program, "/api/v1/account/tokens");
    CHECK(json::parse(tokens.body)["tokens"][0]["scopes"] == json::array({"account"}));
    CHECK_FALSE(has(tokens, program.token));
    const json identities = json::parse(pages->get(program, "/api/v1/account/identities").body);
    CHECK(identities["identities"][0]["provider"] == "google");
    const json sessions = json::parse(pages->get(program, "/api/v1/account/sessions").body)["sessions"];
    REQUIRE(sessions.size() == 1);
    CHECK(sessions[0]["is_this"] == false);
    CHECK(json::parse(pages->get(ann, "/api/v1/account/sessions").body)["sessions"][0]["is_this"] == true);
    const std::string session = sessions[0]["id"];
    CHECK(pages->send(program, "DELETE", "/api/v1/account/sessions/" + session, "").status == 204);
    CHECK(pages->get(ann, kAccount).status == 401);
    CHECK(pages->get(pages->program(pages.admin, {Scope::data}), kAccount).status == 403);
  });
}

TEST_CASE("item 47: what is another's is not found in the account's interface") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const Client bob = pages->browser("bob@example.org");
    const std::string session = json::parse(pages->get(ann, "/api/v1/account/sessions").body)["sessions"][0]["id"];
    CHECK(pages->send(bob, "DELETE", "/api/v1/account/sessions/" + session, "").status == 404);
    CHECK(pages->get(ann, kAccount).status == 200);
  });
}

TEST_CASE("an account's archive takes the scope data, too, and holds the providers that are linked") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    link(pages, ann);
    export_identities_with_accounts(pages->accounts->hooks(), pages->accounts.database);
    CHECK(pages->get(pages->program(ann, {Scope::account}), "/api/v1/account/export").status == 403);
    const Response archive = pages->get(pages->program(ann, {Scope::account, Scope::data}), "/api/v1/account/export");
    CHECK(archive.content_type == "application/zip");
    CHECK(has(archive, "identities.json"));
    std::string identities;
    for (const auto& hook : pages->accounts->hooks().exports) {
      hook(ann.user_id, [&](const std::string& name, std::string_view bytes) {
        if (name == "identities.json") identities = bytes;
      });
    }
    const json linked = json::parse(identities);
    REQUIRE(linked.size() == 1);
    CHECK(linked[0]["issuer"] == "https://issuer.example");
    CHECK(linked[0]["subject"] == "42");
  });
}

TEST_CASE("item 14: the account is deleted by who is logged in and gives the password, never by a token") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const std::string right = R"({"current_password": ")" + std::string(kPassword) + R"("})";
    CHECK(pages->send(pages->program(ann, {Scope::account}), "DELETE", kAccount, right).status == 403);
    CHECK(pages->send(ann, "DELETE", kAccount, R"({"current_password": "another of theirs"})").status == 401);
    CHECK(pages->get(ann, kAccount).status == 200);
    CHECK(pages->send(ann, "DELETE", kAccount, right).status == 204);
    CHECK(pages->get(ann, kAccount).status == 401);
  });
}
