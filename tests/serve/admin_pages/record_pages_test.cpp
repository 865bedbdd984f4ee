#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "audit_csv.hpp"
#include "csv.hpp"
#include "serve/admin_pages/admin_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kAudit = "/api/v1/admin/audit";

}  // namespace

TEST_CASE("the audit log is filtered by user, action and time, on the page and by the interface") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const Client bob = pages->browser("bob@example.org");
    pages->accounts.pass(std::chrono::hours(48));
    // The administrator's session is over by then.
    pages.maintenance().users().disable({pages.admin.user_id, origin()}, bob.user_id);
    pages.admin = pages->again(pages.admin);
    const Response of_bob = pages->get(pages.admin, "/admin/audit", "user=BOB@example.org&action=User");
    CHECK(has(of_bob, "<td>user.disable</td>"));
    CHECK(has(of_bob, "value=\"BOB@example.org\""));
    CHECK_FALSE(has(of_bob, "ann@example.org"));
    CHECK_FALSE(has(of_bob, "<td>login</td>"));
    const json first = json::parse(pages->get(pages.program, kAudit, "action=user.disable").body);
    REQUIRE(first["entries"].size() == 1);
    CHECK(first["entries"][0]["actor_email"] == "root@example.org");
    const std::string at = first["entries"][0]["at"];
    CHECK(json::parse(pages->get(pages.program, kAudit, "action=user.disable&before=" + at).body)["entries"].empty());
    CHECK(json::parse(pages->get(pages.program, kAudit, "action=user.disable&since=" + at).body)["entries"].size() ==
          1);
    CHECK(json::parse(pages->get(pages.program, kAudit, "user=" + ann.user_id).body)["entries"].size() >= 1);
    CHECK(pages->get(pages.program, kAudit, "since=2026-09-23&before=2026-09-24T00:00:00Z").status == 200);
    CHECK(pages->get(pages.program, kAudit, "acton=user").status == 422);  // not all of it
    CHECK(pages->get(pages.program, "/api/v1/admin/users", "rol=admin").status == 422);
    const Response wrong = pages->get(pages.admin, "/admin/audit", "since=yesterday");
    CHECK(wrong.status == 422);
    CHECK(has(wrong, "filter-since-problem"));
    CHECK(has(pages->get(pages.admin, "/admin/audit", "user=nobody@example.org"), "No user has this address."));
  });
}

TEST_CASE("the audit log is downloaded as CSV, in which nothing is a formula") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    pages->accounts->audit({ann.user_id, "user.test", ann.user_id, "=1+1, \"quoted\"", origin()});
    const Response csv = pages->get(pages.admin, "/admin/audit.csv", "action=user.test");
    CHECK(csv.content_type.starts_with("text/csv"));
    CHECK(find_field(csv.fields, "Content-Disposition").starts_with("attachment"));
    CHECK(csv.body.starts_with("time,actor,actor_email,"));
    CHECK(has(csv, ",user.test,"));
    CHECK(has(csv, "\"'=1+1, \"\"quoted\"\"\""));
    CHECK(std::ranges::count(csv.body, '\n') == 2);
    CHECK(has(pages->get(pages.admin, "/admin/audit", "action=user.test&offset=0"),
              "/admin/audit.csv?action=user.test\""));
  });
}

TEST_CASE("a CSV of the audit log that does not hold all says so in its last line") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    for (const char* detail : {"one", "two", "three"}) {
      pages->accounts->audit({ann.user_id, "user.test", ann.user_id, detail, origin()});
    }
    const auto lines = [&](std::int64_t most) {
      return digitnet::cli::parse_csv(audit_csv(*pages->accounts, {"", "user.test", {}, {}}, most)).rows;
    };
    CHECK(lines(3).size() == 4);
    const auto cut = lines(2);
    REQUIRE(cut.size() == 4);
    CHECK(cut[3].size() == cut[0].size());
    CHECK(cut[3][6].starts_with("Only the latest 2 entries are in this file"));
    CHECK(lines(200).size() == 4);
  });
}

TEST_CASE("a CSV of the audit log has each entry once, also when others are written meanwhile") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const auto record = [&](int first, int count) {
      pages->accounts.database.write([&](Transaction& transaction) {
        for (int i = first; i < first + count; ++i) {
          AuditLog(transaction)
              .record({ann.user_id, "user.test", "", std::to_string(i), origin()},
                      pages->accounts.now + std::chrono::milliseconds(i));
        }
      });
    };
    record(0, 450);
    std::atomic<bool> is_over = false;
    std::thread writes([&] {
      for (int i = 0; i < 100; ++i) record(450 + i, 1);
      is_over = true;
    });
    while (!is_over) {
      const auto rows = digitnet::cli::parse_csv(audit_csv(*pages->accounts, {"", "user.test", {}, {}})).rows;
      std::set<std::string> details;
      for (const auto& row : rows) details.insert(row.at(6));
      CHECK(details.size() == rows.size());
      CHECK(rows.size() >= 1 + 450);
    }
    writes.join();
  });
}

TEST_CASE("mails are listed without what they say") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    pages.maintenance().users().start_reset({pages.admin.user_id, origin()}, ann.user_id);
    const std::string token = pages->accounts.link_token_to("ann@example.org");
    const Response page = pages->get(pages.admin, "/admin/mails");
    CHECK(has(page, "ann@example.org"));
    CHECK(has(page, "waits until "));
    CHECK_FALSE(has(page, token));
    const Response listed = pages->get(pages.program, "/api/v1/admin/mails");
    CHECK(json::parse(listed.body)["mails"][0]["state"] == "waiting");
    CHECK_FALSE(has(listed, token));
  });
}

TEST_CASE("jobs of all users are seen and cancelled, which is noted") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    CHECK(has(pages->get(pages.admin, "/admin/jobs"), "There is none."));
    const Client ann = pages->browser("ann@example.org");
    give_digits(*pages, ann, 20);
    const std::string id = pages->jobs->training().start(pages->accounts.user(ann.user_id), true, origin());
    const Response page = pages->get(pages.admin, "/admin/jobs");
    CHECK(has(page, "ann@example.org"));
    CHECK(has(page, "<td>queued</td>"));
    CHECK(place_of(pages->post(pages.admin, "/admin/jobs/" + id + "/cancel", {})) == "/admin/jobs?done=cancel");
    CHECK_FALSE(has(pages->get(pages.admin, "/admin/jobs"), "/cancel\""));
    const json jobs = json::parse(pages->get(pages.program, "/api/v1/admin/jobs").body)["jobs"];
    CHECK(jobs[0]["state"] == "cancelled");
    CHECK(jobs[0]["owner"] == ann.user_id);
    CHECK_FALSE(jobs[0].contains("loss"));
    CHECK(pages->send(pages.program, "DELETE", "/api/v1/admin/jobs/" + std::string(32, '0'), "").status == 404);
    CHECK(pages.has_audit("job.cancel"));
  });
}
