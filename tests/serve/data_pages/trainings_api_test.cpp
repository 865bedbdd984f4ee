#include <doctest/doctest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "job_queue.hpp"
#include "random_id.hpp"
#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"
#include "shipped_model.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kTrainings = "/api/v1/trainings";
constexpr const char* kVersions = "/api/v1/versions";
constexpr const char* kUsed = "/api/v1/used-version";

std::string below(const char* path, const std::string& id) {
  return std::string(path) + "/" + id;
}

}  // namespace

TEST_CASE("a program begins a training, follows and cancels it") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::train});
    CHECK(pages.send(program, "POST", kTrainings, R"({"from": "own"})").status == 422);
    CHECK(json::parse(pages.get(program, kTrainings).body)["needs"]["obstacle"].is_string());
    give_digits(pages, program, 20);
    const Response started = pages.send(program, "POST", kTrainings, R"({"from": "own"})");
    REQUIRE(started.status == 202);
    const json training = json::parse(started.body);
    CHECK(training["state"] == "queued");
    const std::string id = training["id"];
    CHECK(find_field(started.fields, "Location") == below(kTrainings, id));
    CHECK(pages.send(program, "POST", kTrainings, R"({"from": "served"})").status == 409);
    (void)take_training(pages);
    CHECK(json::parse(pages.get(program, below(kTrainings, id)).body)["state"] == "running");
    CHECK(pages.send(program, "DELETE", below(kTrainings, id), "").status == 204);
    const json list = json::parse(pages.get(program, kTrainings, "limit=1").body);
    CHECK(list["trainings"][0]["id"] == id);
    CHECK(list["needs"]["digits"] == 20);
    CHECK(pages.get(program, kTrainings, "limit=1&order=old").status == 422);
  });
}

TEST_CASE("item 25: no training time left is a 429 with a reason and a time to come again") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::train});
    give_digits(pages, program, 20);
    const auto start = [&] { return pages.send(program, "POST", kTrainings, R"({"from": "own"})"); };
    REQUIRE(start().status == 202);
    Job job = take_training(pages);
    job.seconds = 1790;
    job.state = JobState::done;
    pages.accounts.database.write(
        [&](Transaction& transaction) { REQUIRE(JobQueue(transaction).finish(job, pages.accounts.now)); });
    pages.accounts.now += std::chrono::hours(1);
    const Response refused = start();
    CHECK(refused.status == 429);
    CHECK(has(refused, "Your training time is used up: 30 minutes within 24 hours."));
    CHECK(find_field(refused.fields, "Retry-After") == "82800");

    // Waiting does not help who never has enough.
    pages.accounts.database.write([&](Transaction& transaction) {
      transaction.change("UPDATE account SET quota_training_seconds_per_day = 10 WHERE id = :id", {program.user_id});
    });
    const Response never = start();
    CHECK(never.status == 429);
    CHECK(has(never, "Your training time is used up: 10 seconds within 24 hours."));
    CHECK(find_field(never.fields, "Retry-After").empty());
  });
}

TEST_CASE("a program lists versions, reads, notes, uses, fetches and deletes them") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::train});
    const std::string id = give_version(pages, program);
    const json listed = json::parse(pages.get(program, kVersions).body)["versions"];
    REQUIRE(listed.size() == 1);
    CHECK(listed[0]["held_back"]["before"]["right"] == 11);
    CHECK(listed[0]["held_back"]["after"]["accuracy"] == doctest::Approx(0.95));
    CHECK(listed[0]["mnist"]["after"]["right"] == 9958);
    CHECK(listed[0]["used"] == false);
    CHECK(json::parse(pages.get(program, kUsed).body)["version"].is_null());
    CHECK(json::parse(pages.send(program, "PUT", kUsed, R"({"version": ")" + id + R"("})").body)["version"] == id);
    CHECK(json::parse(pages.get(program, below(kVersions, id)).body)["used"] == true);
    CHECK(json::parse(pages.get(program, below(kVersions, id)).body)["history"].size() == 2);
    const Response noted = pages.send(program, "PATCH", below(kVersions, id), R"({"note": "<b>pen</b>"})");
    CHECK(json::parse(noted.body)["note"] == "<b>pen</b>");
    const Response file = pages.get(program, below(kVersions, id) + "/file");
    CHECK(file.body.size() == digitnet::cli::shipped_model_bytes().size());
    CHECK(find_field(file.fields, "Content-Disposition").starts_with("attachment"));
    CHECK(json::parse(pages.send(program, "PUT", kUsed, R"({"version": null})").body)["version"].is_null());
    CHECK(pages.send(program, "DELETE", below(kVersions, id), "").status == 204);
    CHECK(pages.get(program, below(kVersions, id)).status == 404);
  });
}

TEST_CASE("items 18 and 48: a body is JSON with the fields that are asked for and no other") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::train});
    give_digits(pages, program, 20);
    const std::string id = give_version(pages, program);
    for (const char* bad :
         {R"({"from": "own", "owner": "x"})", R"({"from": "x"})", R"({"from": 1})", "{}", "[]", "{"}) {
      CAPTURE(bad);
      CHECK(pages.send(program, "POST", kTrainings, bad).status == 422);
    }
    CHECK(pages.send(program, "PATCH", below(kVersions, id), R"({"note": "a", "sha256": "b"})").status == 422);
    CHECK(pages.send(program, "PUT", kUsed, R"({"version": 1})").status == 422);
    CHECK(pages.post(program, kTrainings, {{"from", "own"}}).status == 415);
    CHECK(pages.get(program, kTrainings, "limit=x").status == 422);
  });
}

TEST_CASE("item 50: a token needs the scope train, and none is a 401") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client browser = pages.browser("ann@example.org");
    const std::string id = give_version(pages, browser);
    const Client other = pages.program(browser, {Scope::recognize, Scope::data, Scope::account});
    for (const auto& [client, status] : {std::pair<Client, int>{other, 403}, {Client{}, 401}}) {
      CHECK(pages.get(client, kTrainings).status == status);
      CHECK(pages.send(client, "POST", kTrainings, R"({"from": "own"})").status == status);
      CHECK(pages.get(client, kVersions).status == status);
      CHECK(pages.get(client, below(kVersions, id)).status == status);
      CHECK(pages.get(client, below(kVersions, id) + "/file").status == status);
      CHECK(pages.send(client, "DELETE", below(kVersions, id), "").status == status);
      CHECK(pages.send(client, "PUT", kUsed, R"({"version": null})").status == status);
    }
    CHECK(pages.get(browser, below(kVersions, id)).status == 200);
  });
}

TEST_CASE(
    "item 47: two users who try everything on each other's trainings and versions get a 404, and nothing changes") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Client bob = pages.browser("bob@example.org");
    give_digits(pages, ann, 20);
    const std::string training = json::parse(pages.send(ann, "POST", kTrainings, R"({"from": "own"})").body)["id"];
    const std::string version = give_version(pages, ann);
    for (const std::string& path :
         {below(kTrainings, training), below(kVersions, version), below(kVersions, version) + "/file",
          "/versions/" + version, "/versions/" + version + "/file", "/training/" + training + "/events"}) {
      CAPTURE(path);
      CHECK(pages.get(bob, path).status == 404);
      CHECK(pages.get(ann, path).status == 200);
    }
    CHECK(pages.send(bob, "DELETE", below(kTrainings, training), "").status == 404);
    CHECK(pages.send(bob, "DELETE", below(kVersions, version), "").status == 404);
    CHECK(pages.send(bob, "PATCH", below(kVersions, version), R"({"note": "mine"})").status == 404);
    CHECK(pages.send(bob, "PUT", kUsed, R"({"version": ")" + version + R"("})").status == 404);
    for (const char* what : {"/use", "/note", "/delete"}) {
      CHECK(pages.post(bob, "/versions/" + version + what, {{"note", "mine"}}).status == 404);
    }
    CHECK(pages.post(bob, "/training/" + training + "/cancel", {}).status == 404);
    CHECK(json::parse(pages.get(ann, below(kTrainings, training)).body)["state"] == "queued");
    CHECK(json::parse(pages.get(ann, below(kVersions, version)).body)["note"] == "");
    CHECK(json::parse(pages.get(bob, kVersions).body)["versions"].empty());
    CHECK(json::parse(pages.get(bob, kTrainings).body)["trainings"].empty());
  });
}
