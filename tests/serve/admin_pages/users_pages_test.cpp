#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "digitnet/version.hpp"
#include "serve/admin_pages/admin_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kUsers = "/api/v1/admin/users";

std::string page_of(const Client& user, const std::string& what = "") {
  return "/admin/users/" + user.user_id + what;
}

std::string route_of(const Client& user, const std::string& what = "") {
  return std::string(kUsers) + "/" + user.user_id + what;
}

}  // namespace

TEST_CASE("an administrator sees at a glance how the server stands, on the page and by the interface") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    (void)pages->keep(ann, 7);
    const Response page = pages->get(pages.admin, "/admin");
    CHECK(page.status == 200);
    CHECK(has(page, digitnet::version()));
    for (const char* text :
         {"2 (1 of them administrators)", "migration ", "Back up now", "There is none yet.", "takes requests"}) {
      CAPTURE(text);
      CHECK(has(page, text));
    }
    const json view = json::parse(pages->get(pages.program, "/api/v1/admin/overview").body);
    CHECK(view["users"]["active"] == 2);
    CHECK(view["kept"]["digits"] == 1);
    CHECK(view["database"]["pending"] == 0);
    CHECK(view["database"]["bytes"].get<std::int64_t>() > 1000);
    CHECK(view["mails"]["failed"] == 0);
    CHECK(view["resident_bytes"].get<std::int64_t>() > 1'000'000);
  });
}

TEST_CASE("items 46 and 50: who is no administrator, and a token without the scope, get nothing, which is noted") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const Client narrow = pages->program(pages.admin, {Scope::data, Scope::train, Scope::account});
    CHECK(pages->get(ann, "/admin").status == 403);
    CHECK(pages->get(ann, page_of(pages.admin)).status == 403);
    CHECK(pages->post(ann, page_of(pages.admin, "/disable"), {}).status == 403);
    CHECK(pages->get(ann, kUsers).status == 403);
    CHECK(pages->get(narrow, kUsers).status == 403);
    CHECK(pages->get(Client{}, kUsers).status == 401);
    CHECK(pages->accounts.has_audit("access.denied", ann.user_id));
    CHECK(pages->accounts.user(pages.admin.user_id).is_active());
    CHECK_FALSE(has(pages->get(ann, "/digits"), "href=\"/admin\""));
    CHECK(has(pages->get(pages.admin, "/digits"), "href=\"/admin\""));
  });
}

TEST_CASE("users are found by name and address, state and role, a part at a time") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    (void)pages->browser("bob@digits.example");
    pages.maintenance().users().disable({"command", {}}, ann.user_id);
    const Response found = pages->get(pages.admin, "/admin/users", "search=EXAMPLE.ORG&state=disabled&role=");
    CHECK(has(found, "ann@example.org"));
    CHECK_FALSE(has(found, "bob@digits.example"));
    CHECK_FALSE(has(found, "root@example.org"));
    CHECK(has(found, "value=\"EXAMPLE.ORG\""));
    CHECK(has(pages->get(pages.admin, "/admin/users", "search=nobody"), "Nobody was found."));
    CHECK(pages->get(pages.admin, "/admin/users", "state=x").status == 422);
    const Response part = pages->get(pages.admin, "/admin/users", "search=example&limit=1");
    CHECK(has(part, "/admin/users?search=example&amp;limit=1&amp;offset=1"));
    const json list = json::parse(pages->get(pages.program, kUsers, "role=admin").body);
    REQUIRE(list["users"].size() == 1);
    CHECK(list["users"][0]["email"] == "root@example.org");
    CHECK(list["has_more"] == false);
    CHECK_FALSE(has(pages->get(pages.program, kUsers), "argon2"));
  });
}

TEST_CASE("item 13: who is disabled is out at once, session and token alike, and comes back when enabled") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const Client program = pages->program(ann, {Scope::data});
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/disable"), {})) == page_of(ann, "?done=disable"));
    CHECK(pages->get(ann, "/digits").status == 303);
    CHECK(pages->get(program, "/api/v1/samples").status == 401);
    CHECK(has(pages->get(pages.admin, page_of(ann)), ">Enable</button>"));
    CHECK(pages->post(pages.admin, page_of(ann, "/reset"), {}).status == 403);
    CHECK(pages->send(pages.program, "PUT", route_of(ann, "/state"), R"({"state": "active"})").status == 200);
    CHECK(pages->get(program, "/api/v1/samples").status == 200);
    for (const char* action : {"user.disable", "user.enable"}) CHECK(pages.has_audit(action));
  });
}

TEST_CASE("sessions, role, quotas and reset are an administrator's to change, on page and interface, and are noted") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/sessions"), {})) == page_of(ann, "?done=sessions"));
    CHECK(pages->get(ann, "/digits").status == 303);
    CHECK(pages->send(pages.program, "DELETE", route_of(ann, "/sessions"), "").status == 204);
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/role"), {{"role", "admin"}})) == page_of(ann, "?done=role"));
    CHECK(pages->accounts.user(ann.user_id).is_admin());
    CHECK(json::parse(pages->send(pages.program, "PUT", route_of(ann, "/role"), R"({"role": "user"})").body)["role"] ==
          "user");
    CHECK(pages->post(pages.admin, page_of(ann, "/role"), {{"role", "king"}}).status == 422);
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/quotas"),
                               {{"images", "12"}, {"image_bytes", ""}, {"training_seconds_per_day", "0"}})) ==
          page_of(ann, "?done=quotas"));
    const Quotas quotas = pages->accounts.user(ann.user_id).quotas;
    CHECK(quotas.images == 12);
    CHECK_FALSE(quotas.image_bytes);
    CHECK(quotas.training_seconds_per_day == 0);
    CHECK(has(pages->get(pages.admin, page_of(ann)), "value=\"12\""));
    const Response refused = pages->post(pages.admin, page_of(ann, "/quotas"), {{"images", "many"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "quotas-images-problem"));
    CHECK(pages
              ->send(pages.program, "PUT", route_of(ann, "/quotas"),
                     R"({"images": -1, "image_bytes": null, "training_seconds_per_day": null})")
              .status == 422);
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/reset"), {})) == page_of(ann, "?done=reset"));
    CHECK(pages->accounts.mail_to("ann@example.org").find("/reset/") != std::string::npos);
    CHECK_FALSE(has(pages->get(pages.admin, page_of(ann)), "/reset/"));
    for (const char* action : {"user.end_sessions", "user.role", "user.quotas", "user.reset"}) {
      CAPTURE(action);
      CHECK(pages.has_audit(action));
    }
  });
}

TEST_CASE("item 49: the last administrator stays one, whatever is pressed") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    for (const auto& [what, fields] : std::vector<std::pair<const char*, std::vector<SentPart>>>{
             {"/disable", {}},
             {"/role", {{"role", "user"}}},
             {"/delete", {{"email", "root@example.org"}, {"reason", "away"}}}}) {
      CAPTURE(what);
      const Response refused = pages->post(pages.admin, page_of(pages.admin, what), fields);
      CHECK(refused.status == 403);
      CHECK(has(refused, "This is the last administrator."));
    }
    CHECK(pages->send(pages.program, "PUT", route_of(pages.admin, "/state"), R"({"state": "disabled"})").status == 403);
    CHECK(
        pages
            ->send(pages.program, "DELETE", route_of(pages.admin), R"({"email": "root@example.org", "reason": "away"})")
            .status == 403);
    CHECK(pages->get(pages.admin, "/admin").status == 200);
  });
}

TEST_CASE("of what a user keeps an administrator sees how much it is, and nothing of it") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const std::string digit = pages->keep(ann, 7);
    const std::string version = give_version(*pages, ann);
    CHECK(has(pages->get(pages.admin, page_of(ann)), "<dd class=\"long\">1, "));
    const json user = json::parse(pages->get(pages.program, route_of(ann)).body);
    CHECK(user["kept"]["digits"] == 1);
    CHECK(user["kept"]["digit_bytes"].get<int>() > 50);
    CHECK(user["kept"]["versions"] == 1);
    CHECK(user["kept"]["tests"] == 0);
    CHECK(user["kept"]["test_bytes"] == 0);
    CHECK(user["sessions"] == 1);
    for (const std::string& path : {"/digits/" + digit + "/image", "/api/v1/samples/" + digit + "/image",
                                    "/api/v1/versions/" + version, "/versions/" + version + "/file"}) {
      CAPTURE(path);
      CHECK(pages->get(pages.admin, path).status == 404);
    }
  });
}

TEST_CASE("a user's data is exported or deleted only with the address typed and a reason, which is kept") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    (void)pages->keep(ann, 7);
    for (const char* what : {"/export", "/delete"}) {
      CAPTURE(what);
      const Response wrong =
          pages->post(pages.admin, page_of(ann, what), {{"email", "bob@x.org"}, {"reason", "asked"}});
      CHECK(wrong.status == 422);
      CHECK(has(wrong, "-email-problem"));
      const Response silent = pages->post(pages.admin, page_of(ann, what), {{"email", "ANN@example.org"}});
      CHECK(silent.status == 422);
      CHECK(has(silent, "-reason-problem"));
    }
    CHECK_FALSE(pages.has_audit("user.export"));
    const Response archive = pages->post(pages.admin, page_of(ann, "/export"),
                                         {{"email", "ANN@example.org"}, {"reason", "schriftlich, für Ann"}});
    CHECK(archive.status == 200);
    CHECK(archive.body.starts_with("PK"));
    CHECK(archive.body.find("digits/7/1.png") != std::string::npos);
    CHECK(pages.audit_detail("user.export") == "schriftlich, für Ann");
    CHECK(pages->accounts.mail_to("ann@example.org").find("made a copy") != std::string::npos);
    CHECK(pages->send(pages.program, "POST", route_of(ann, "/export"), R"({"email": "ann@example.org", "reason": "r"})")
              .content_type == "application/zip");
    CHECK(pages->files->list(ann.user_id).size() == 1);
    CHECK(place_of(pages->post(pages.admin, page_of(ann, "/delete"),
                               {{"email", "ann@example.org"}, {"reason", "asked by mail"}})) ==
          "/admin/users?done=delete");
    CHECK(pages.audit_detail("user.delete") == "asked by mail");
    CHECK(pages->files->list(ann.user_id).empty());
    CHECK(pages->get(pages.admin, page_of(ann)).status == 404);
    const Client bob = pages->browser("bob@example.org");
    CHECK(pages->send(pages.program, "DELETE", route_of(bob), R"({"email": "bob@example.org"})").status == 422);
    CHECK(
        pages->send(pages.program, "DELETE", route_of(bob), R"({"email": "bob@example.org", "reason": "r"})").status ==
        204);
  });
}

TEST_CASE("items 48 and 53: names are text on the pages, and a body has the fields that are asked for and no other") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    pages->accounts->own_account().rename(pages->accounts.user(ann.user_id), "<script>alert(1)</script>", origin());
    for (const std::string& path : {std::string("/admin/users"), page_of(ann)}) {
      CHECK_FALSE(has(pages->get(pages.admin, path), "<script>alert"));
      CHECK(has(pages->get(pages.admin, path), "&lt;script&gt;"));
    }
    for (const char* bad :
         {R"({"state": "active", "role": "admin"})", R"({"state": 1})", R"({"state": "unverified"})"}) {
      CAPTURE(bad);
      CHECK(pages->send(pages.program, "PUT", route_of(ann, "/state"), bad).status == 422);
    }
    CHECK(pages->send(pages.program, "PUT", route_of(ann, "/role"), R"({"role": "root"})").status == 422);
  });
}
