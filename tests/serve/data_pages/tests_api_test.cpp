#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "serve/data_pages/data_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"
#include "serve/samples/samples_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kTests = "/api/v1/tests";

std::string below(const std::string& id) {
  return std::string(kTests) + "/" + id;
}

json begin(DataPagesUnderTest& pages, const Client& client, const std::string& model = "served") {
  const Response response = pages.post(
      client, kTests, {{"image", written("7"), "7_a.pgm"}, {"image", written("3"), "3_a.pgm"}, {"model", model}});
  INFO(response.body);
  REQUIRE(response.status == 201);
  json test = json::parse(response.body);
  CHECK(find_field(response.fields, "Location") == below(test["id"]));
  return test;
}

}  // namespace

TEST_CASE("a program tests, and gets figures, the evaluation and every answer") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::data});
    const std::string sevens = give_constant_version(pages, program, 7, 0.55);
    const json test = begin(pages, program, sevens);
    CHECK(test["model"]["version"] == 1);
    CHECK(test["result"]["right"] == 1);
    CHECK(test["result"]["accuracy"] == 0.5);
    CHECK(test["known"].is_null());
    CHECK(test["fresh"]["images"] == 2);
    CHECK(test["evaluation"]["confusion"][3][7] == 1);
    CHECK(test["evaluation"]["confidence"]["calibration_error"].get<double>() == doctest::Approx(0.05));
    CHECK(test["digits"][1]["label"] == 3);
    CHECK(test["digits"][1]["read_as"] == 7);
    CHECK(test["digits"][1]["probability"] == 0.55);
    CHECK(test["remarks"].size() == 1);
    CHECK(json::parse(pages.get(program, below(test["id"])).body) == test);
    CHECK(pages.get(program, test["digits"][1]["image"]).content_type == "image/png");
    CHECK(pages.get(program, test["report"]).content_type == "text/html; charset=utf-8");
    CHECK(has(pages.get(program, test["answers"]), "2,3_a.pgm,3,7,0.55,0,0,"));
    const json list = json::parse(pages.get(program, kTests, "limit=1").body);
    CHECK(list["tests"][0]["id"] == test["id"]);
    CHECK(list["used"]["images"] == 2);
    CHECK(list["quota"]["images"] == 5000);
    CHECK(list["has_more"] == false);
  });
}

TEST_CASE("a program has the same digits read by other models, compares them, and deletes tests") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::data});
    const std::string sevens = give_constant_version(pages, program, 7, 0.55);
    const json first = begin(pages, program, sevens);
    const std::string again = below(first["id"]) + "/again";
    const Response answer = pages.send(program, "POST", again, R"({"model": "served"})");
    REQUIRE(answer.status == 200);
    const json second = json::parse(answer.body);
    CHECK(second["id"] != first["id"]);
    CHECK(second["model"]["version"].is_null());
    REQUIRE(second["others"].size() == 1);
    CHECK(second["others"][0]["test"] == first["id"]);
    CHECK(second["others"][0]["compared"] == 2);
    CHECK(second["others"][0]["left_out"] == 0);
    CHECK(second["others"][0]["only_this"] == 1);
    CHECK(second["others"][0]["difference"] == 0.5);
    CHECK(second["others"][0]["p_value"] == 1);
    for (const char* own : {R"({"model": "own"})", R"({"model": ""})"}) {
      CHECK(json::parse(pages.send(program, "POST", again, own).body)["id"] == second["id"]);
    }
    CHECK(pages.send(program, "DELETE", below(first["id"]), "").status == 204);
    CHECK(pages.get(program, below(first["id"])).status == 404);
    CHECK(pages.get(program, below(second["id"])).status == 200);
  });
}

TEST_CASE("a drawing is tested with, and what is no form, no picture or no JSON is refused") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client program = pages.program(pages.browser("ann@example.org"), {Scope::data});
    CHECK(pages.send(program, "POST", kTests, R"({"image": "a"})").status == 415);
    CHECK(pages.post(program, kTests, {{"image", "no picture", "7.png"}}).status == 415);
    CHECK(pages.post(program, kTests, {{"drawing", "no base64!"}, {"label", "7"}}).status == 422);
    CHECK(pages.post(program, kTests, {{"image", written("7"), "x.pgm"}}).status == 422);
    CHECK(pages.get(program, kTests, "limit=x").status == 422);
    const std::string again = below(begin(pages, program)["id"]) + "/again";
    for (const char* bad : {"{}", "[]", R"({"model": 1})", R"({"model": "own", "owner": "x"})"}) {
      CAPTURE(bad);
      CHECK(pages.send(program, "POST", again, bad).status == 422);
    }
    CHECK(pages.post(program, again, {{"model", "own"}}).status == 415);
  });
}

TEST_CASE("item 50: a token needs the scope data for tests, and none is a 401") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client browser = pages.browser("ann@example.org");
    const std::string id = begin(pages, browser)["id"];
    const Client other = pages.program(browser, {Scope::recognize, Scope::train, Scope::account});
    for (const auto& [client, status] : {std::pair<Client, int>{other, 403}, {Client{}, 401}}) {
      CHECK(pages.get(client, kTests).status == status);
      CHECK(pages.post(client, kTests, {{"image", written("7"), "7.pgm"}}).status == status);
      CHECK(pages.get(client, below(id)).status == status);
      CHECK(pages.get(client, below(id) + "/report").status == status);
      CHECK(pages.get(client, below(id) + "/answers").status == status);
      CHECK(pages.get(client, below(id) + "/digits/1").status == status);
      CHECK(pages.send(client, "POST", below(id) + "/again", R"({"model": "own"})").status == status);
      CHECK(pages.send(client, "DELETE", below(id), "").status == status);
    }
    CHECK(pages.get(browser, below(id)).status == 200);
  });
}

TEST_CASE("item 47: two users who try everything on each other's tests get a 404, and nothing changes") {
  on_each_engine([](DataPagesUnderTest& pages) {
    const Client ann = pages.browser("ann@example.org");
    const Client bob = pages.browser("bob@example.org");
    const std::string sevens = give_constant_version(pages, ann, 7, 0.55);
    const std::string id = begin(pages, ann)["id"];
    const std::string second =
        json::parse(pages.send(ann, "POST", below(id) + "/again", R"({"model": ")" + sevens + R"("})").body)["id"];
    const std::string page = "/tests/" + id;
    for (const std::string& path :
         {below(id), below(id) + "/report", below(id) + "/answers", below(id) + "/digits/1", page, page + "/report",
          page + "/answers", page + "/digits/1", page + "/with/" + second}) {
      CAPTURE(path);
      CHECK(pages.get(bob, path).status == 404);
      CHECK(pages.get(ann, path).status == 200);
    }
    const std::string own = begin(pages, bob)["id"];
    CHECK(pages.get(bob, "/tests/" + own + "/with/" + second).status == 404);
    CHECK(pages.send(bob, "POST", below(id) + "/again", R"({"model": "own"})").status == 404);
    CHECK(pages.send(bob, "POST", below(own) + "/again", R"({"model": ")" + sevens + R"("})").status == 404);
    CHECK(pages.send(bob, "DELETE", below(id), "").status == 404);
    CHECK(pages.post(bob, page + "/again", {{"model", "served"}}).status == 404);
    CHECK(pages.post(bob, page + "/delete", {}).status == 404);
    CHECK(json::parse(pages.get(ann, kTests).body)["tests"].size() == 2);
    CHECK(json::parse(pages.get(bob, kTests).body)["tests"].size() == 1);
  });
}
