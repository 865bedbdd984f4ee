#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "about_page.hpp"
#include "digitnet/model.hpp"
#include "digitnet/model_file.hpp"
#include "formats/file.hpp"
#include "job_queue.hpp"
#include "serve/admin_pages/admin_pages_under_test.hpp"
#include "serve/data_pages/trained_user.hpp"
#include "sha256.hpp"
#include "versions.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using nlohmann::json;

namespace {

constexpr const char* kModels = "/api/v1/admin/models";

/// Takes connections, and never says a word.
class SilentServer {
 public:
  SilentServer() {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(place);
    REQUIRE(bind(listener_, reinterpret_cast<sockaddr*>(&place), size) == 0);
    REQUIRE(listen(listener_, 64) == 0);
    REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&place), &size) == 0);
    port_ = ntohs(place.sin_port);
  }
  ~SilentServer() { stop(); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  [[nodiscard]] std::string address() const { return "https://127.0.0.1:" + std::to_string(port_); }
  /// Breaks the connections off.
  void stop() {
    if (listener_ >= 0) close(listener_);
    listener_ = -1;
  }

 private:
  int listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int port_ = 0;
};

/// A model that reads digits, badly; each seed gives another.
std::string model_file(unsigned seed, const TrainingRecord& record = {}) {
  static const TestFolder folder;
  const std::string path = folder.path("m" + std::to_string(seed));
  save(Model({28, 28, 1}, {Dense{10}, Softmax{}}, seed), path, record);
  const auto bytes = read_file(path, std::size_t{1} << 24);
  return {bytes.begin(), bytes.end()};
}

std::string id_at_end(const std::string& place) {
  const std::string path = place.substr(0, place.find('?'));
  return path.substr(path.rfind('/') + 1);
}

std::string upload(AdminPagesUnderTest& pages, unsigned seed) {
  const std::string place = place_of(pages->post(
      pages.admin, "/admin/models", {{"file", model_file(seed), "m.safetensors"}, {"note", "a <b>try</b>"}}));
  REQUIRE(place.ends_with("?done=add"));
  return id_at_end(place);
}

/// As an evaluation writes it down: of what is served, and of the version.
void measure(AdminPagesUnderTest& pages, const std::string& id, std::int64_t right_of_served, std::int64_t right) {
  Promotion& promotion = pages.maintenance().promotion();
  const std::string served = promotion.served().sha256;
  const std::string sha256 = promotion.get(id).sha256;
  pages->accounts.database.write([&](Transaction& transaction) {
    Versions versions(transaction);
    versions.set_score({served, kMnist, {right_of_served, 10000}, 0.02, "{}"}, pages->accounts.now);
    versions.set_score({sha256, kMnist, {right, 10000}, 0.03, "{}"}, pages->accounts.now);
  });
}

/// Takes the evaluation that waits, and ends it, as a server does whose MNIST is not there.
void fail_evaluation(AdminPagesUnderTest& pages) {
  const Time now = pages->accounts.now;
  pages->accounts.database.write([&](Transaction& transaction) {
    JobQueue queue(transaction);
    Job job = queue.take({"server", now + std::chrono::hours(1)}, now).value();
    job.state = JobState::failed;
    job.problem = "There is no MNIST.";
    REQUIRE(queue.finish(job, now));
  });
}

/// What is served, as the interface tells it.
json served(AdminPagesUnderTest& pages) {
  return json::parse(pages->get(pages.program, "/api/v1/admin/served").body);
}

std::string page_of(const std::string& id, const std::string& what = "") {
  return "/admin/models/" + id + what;
}

std::string route_of(const std::string& id, const std::string& what = "") {
  return std::string(kModels) + "/" + id + what;
}

}  // namespace

TEST_CASE(
    "item 51: a model that is uploaded is evaluated first; the page shows what is missing, and nothing promotes it") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const std::string id = upload(pages, 1);
    const Response page = pages->get(pages.admin, page_of(id));
    CHECK(has(page, "has not been evaluated on MNIST"));
    CHECK(has(page, "Evaluation: waits for its turn."));
    CHECK(has(page, "not measured yet"));
    CHECK(has(page, "a &lt;b&gt;try&lt;/b&gt;"));
    CHECK_FALSE(has(page, "Serve it to everybody"));
    const Response refused = pages->post(pages.admin, page_of(id, "/promote"), {{"note", "now"}});
    CHECK(refused.status == 403);
    CHECK(has(refused, "has not been evaluated"));
    CHECK(pages->send(pages.program, "POST", route_of(id, "/promote"), R"({"note": "now"})").status == 403);
    CHECK(pages->post(pages.admin, page_of(id, "/canary"), {{"percent", "5"}}).status == 403);
    const json model = json::parse(pages->get(pages.program, route_of(id)).body);
    CHECK(model["source"] == "uploaded");
    CHECK(model["gate"]["obstacle"].is_string());
    CHECK(model["gate"]["tests"][0]["passed"].is_null());
    CHECK(json::parse(pages->get(pages.program, "/api/v1/admin/served").body)["version"].is_null());
    CHECK(pages.has_audit("model.add"));
  });
}

TEST_CASE("page and interface tell how an evaluation goes, however many jobs of others came after it") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const std::string id = upload(pages, 1);
    const auto evaluation = [&] { return json::parse(pages->get(pages.program, route_of(id)).body)["evaluation"]; };
    const auto crowd = [&] {
      pages->accounts.now += std::chrono::minutes(1);
      pages->accounts.database.write([&](Transaction& transaction) {
        for (int i = 0; i < 201; ++i) {
          (void)JobQueue(transaction).add({JobKind::evaluate, pages.admin.user_id, "", "another"}, pages->accounts.now);
        }
      });
    };
    crowd();
    CHECK(has(pages->get(pages.admin, page_of(id)), "Evaluation: waits for its turn."));
    CHECK(evaluation()["state"] == "queued");
    fail_evaluation(pages);
    CHECK(has(pages->get(pages.admin, page_of(id)), "Evaluation: failed. There is no MNIST."));
    CHECK(evaluation()["problem"] == "There is no MNIST.");
  });
}

TEST_CASE("item 51: a version that reads worse is refused with the figures, side by side with what is served") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const std::string id = upload(pages, 1);
    measure(pages, id, 9950, 9900);
    const Response page = pages->get(pages.admin, page_of(id));
    for (const char* text : {"99.50 %, loss 0.0200", "99.00 %, loss 0.0300", "-0.50 points", "0.1 points",
                             "worse than what is served", "10000"}) {
      CAPTURE(text);
      CHECK(has(page, text));
    }
    CHECK_FALSE(has(page, "Serve it to everybody"));
    CHECK(pages->post(pages.admin, page_of(id, "/promote"), {{"note", "now"}}).status == 403);
    CHECK(pages->send(pages.program, "PUT", "/api/v1/admin/canary", R"({"version": ")" + id + R"(", "percent": 5})")
              .status == 403);
    CHECK_FALSE(pages.has_audit("model.promote"));
  });
}

TEST_CASE("a version that passes is promoted with a note, and rolled back by one button; both are noted") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const std::string id = upload(pages, 1);
    measure(pages, id, 9950, 9960);
    CHECK(has(pages->get(pages.admin, page_of(id)), "It may be promoted."));
    const Response silent = pages->post(pages.admin, page_of(id, "/promote"), {{"note", " "}});
    CHECK(silent.status == 422);
    CHECK(has(silent, "promote-note-problem"));
    CHECK(place_of(pages->post(pages.admin, page_of(id, "/promote"), {{"note", "reads better"}})) ==
          page_of(id, "?done=promote"));
    const Response models = pages->get(pages.admin, "/admin/models");
    CHECK(has(models, ">served</span>"));
    CHECK(has(models, "reads better"));
    CHECK(has(models, ">Roll back</button>"));
    CHECK(pages->post(pages.admin, page_of(id, "/delete"), {}).status == 403);
    const std::string promotion = served(pages)["last_promotion"];
    for (const Response& shown : {models, pages->get(pages.admin, page_of(id))}) {
      CHECK(has(shown, "name=\"promotion\" value=\"" + promotion + "\""));
    }
    CHECK(pages->post(pages.admin, "/admin/roll-back", {}).status == 409);
    CHECK(pages->post(pages.admin, "/admin/roll-back", {{"promotion", std::string(32, '0')}}).status == 409);
    CHECK(place_of(pages->post(pages.admin, "/admin/roll-back", {{"promotion", promotion}})) ==
          "/admin/models?done=back");
    CHECK_FALSE(has(pages->get(pages.admin, "/admin/models"), ">Roll back</button>"));
    CHECK(pages->post(pages.admin, "/admin/roll-back", {{"promotion", promotion}}).status == 422);
    for (const char* action : {"model.promote", "model.roll_back"}) CHECK(pages.has_audit(action));
    const json history = json::parse(pages->get(pages.program, "/api/v1/admin/promotions").body);
    CHECK(history["promotions"][0]["note"] == "reads better");
    CHECK(history["promotions"][0]["undone_at"].is_string());
  });
}

TEST_CASE("a promotion is taken back by the button, however many that were taken back came after it") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    Promotion& promotion = pages.maintenance().promotion();
    const Administrator by{pages.admin.user_id, {}};
    const std::string first = upload(pages, 1);
    const std::string second = upload(pages, 2);
    measure(pages, first, 9950, 9950);
    measure(pages, second, 9950, 9950);
    promotion.promote(by, first, "to stay");
    for (int i = 0; i < 20; ++i) {
      promotion.promote(by, second, "a try");
      promotion.roll_back(by, promotion.served().last_promotion->id);
    }
    CHECK(has(pages->get(pages.admin, "/admin/models"), ">Roll back</button>"));
  });
}

TEST_CASE("a program uploads, evaluates, tries, promotes and rolls back as the pages do") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Response made = pages->post(pages.program, kModels, {{"file", model_file(2), "m"}, {"note", "n"}});
    REQUIRE(made.status == 201);
    const std::string id = json::parse(made.body)["id"];
    CHECK(place_of(made) == route_of(id));
    CHECK(pages->post(pages.program, kModels, {{"file", model_file(2), "m"}}).status == 409);
    CHECK(pages->post(pages.program, kModels, {{"file", "no model", "m"}}).status == 422);
    CHECK(pages->send(pages.program, "POST", kModels, "{}").status == 415);
    CHECK(pages->send(pages.program, "POST", route_of(id, "/evaluate"), "").status == 409);  // one waits
    fail_evaluation(pages);
    CHECK(pages->send(pages.program, "POST", route_of(id, "/evaluate"), "").status == 202);
    measure(pages, id, 9950, 9950);
    const std::string canary = R"({"version": ")" + id + R"(", "percent": )";
    CHECK(pages->send(pages.program, "PUT", "/api/v1/admin/canary", canary + "90}").status == 422);
    CHECK(pages->send(pages.program, "PUT", "/api/v1/admin/canary", canary + "4294967301}").status == 422);
    const json tried = json::parse(pages->send(pages.program, "PUT", "/api/v1/admin/canary", canary + "5}").body);
    CHECK(tried["canary"]["percent"] == 5);
    CHECK(has(pages->get(pages.admin, page_of(id)), "read for 5 %"));
    CHECK(pages->send(pages.program, "DELETE", "/api/v1/admin/canary", "").status == 204);
    CHECK(json::parse(
              pages->send(pages.program, "POST", route_of(id, "/promote"), R"({"note": "n"})").body)["version"] == id);
    const json history = json::parse(pages->get(pages.program, "/api/v1/admin/promotions").body)["promotions"];
    CHECK(history[0]["id"] == served(pages)["last_promotion"]);
    const auto roll_back = [&](const std::string& promotion) {
      const json body{{"promotion", promotion}};
      return pages->send(pages.program, "POST", "/api/v1/admin/served/roll-back", body.dump());
    };
    CHECK(roll_back(id).status == 409);
    const json before = json::parse(roll_back(history[0]["id"]).body);
    CHECK(before["version"].is_null());
    CHECK(before["last_promotion"].is_null());
    const std::string other = upload(pages, 3);
    CHECK(json::parse(pages->get(pages.program, kModels).body)["models"].size() == 2);
    CHECK(pages->send(pages.program, "DELETE", route_of(other), "").status == 204);
    CHECK(pages->get(pages.program, route_of(other)).status == 404);
    for (const char* action : {"model.evaluate", "model.canary", "model.promote", "model.roll_back", "model.delete"}) {
      CAPTURE(action);
      CHECK(pages.has_audit(action));
    }
  });
}

TEST_CASE("the pages say what is wrong with a file, and evaluate, try and remove by buttons") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Response refused =
        pages->post(pages.admin, "/admin/models", {{"file", "import os", "m.safetensors"}, {"note", "kept"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "This is no model to read digits with."));
    CHECK(has(refused, "value=\"kept\""));
    const std::string id = upload(pages, 1);
    const Response waits = pages->post(pages.admin, page_of(id, "/evaluate"), {});
    CHECK(waits.status == 409);
    CHECK(has(waits, "An evaluation of this version waits already."));
    fail_evaluation(pages);
    CHECK(place_of(pages->post(pages.admin, page_of(id, "/evaluate"), {})) == page_of(id, "?done=evaluate"));
    measure(pages, id, 9950, 9960);
    CHECK(pages->post(pages.admin, page_of(id, "/canary"), {{"percent", "lots"}}).status == 422);
    CHECK(place_of(pages->post(pages.admin, page_of(id, "/canary"), {{"percent", "20"}})) ==
          page_of(id, "?done=canary"));
    CHECK(has(pages->get(pages.admin, "/admin/models"), "reads for 20 % of the anonymous clients"));
    CHECK(pages->post(pages.admin, page_of(id, "/delete"), {}).status == 403);
    CHECK(place_of(pages->post(pages.admin, "/admin/canary/end", {})) == "/admin/models?done=end");
    CHECK(place_of(pages->post(pages.admin, page_of(id, "/delete"), {})) == "/admin/models?done=delete");
  });
}

TEST_CASE("the administrator's own digits are the test set, and versions must be measured on it then") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    CHECK(pages->post(pages.admin, "/admin/test-set", {}).status == 422);
    give_digits(*pages, pages.admin, 20);
    CHECK(place_of(pages->post(pages.admin, "/admin/test-set", {})) == "/admin/models?done=test-set");
    CHECK(has(pages->get(pages.admin, "/admin/models"), "20 digits, of "));
    const std::string id = upload(pages, 1);
    measure(pages, id, 9950, 9960);
    CHECK(has(pages->get(pages.admin, page_of(id)), "has not been evaluated on the test set"));
    CHECK(json::parse(pages->get(pages.program, "/api/v1/admin/test-set").body)["test_set"]["images"] == 20);
    CHECK(pages->send(pages.program, "DELETE", "/api/v1/admin/test-set", "").status == 204);
    CHECK(has(pages->get(pages.admin, page_of(id)), "It may be promoted."));
    for (const char* action : {"test_set.use", "test_set.clear"}) CHECK(pages.has_audit(action));
  });
}

TEST_CASE("a user's version is taken without what was measured on their digits, and the user keeps theirs") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    const History history{{1, 0.5, 0.8, 0.4, 0.85, 0.001, 3}, {2, 0.3, 0.9, 0.2, 0.95, 0.001, 3}};
    const std::string bytes = model_file(4, {R"({"data":"own digits"})", history});
    const std::string sum = pages->files->put(ann.user_id, kModelFiles,
                                              {reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    const std::string theirs = pages->accounts.database.write([&](Transaction& transaction) {
      ModelVersion version;
      version.owner_id = ann.user_id;
      version.created_by = ann.user_id;
      version.sha256 = sum;
      version.bytes = static_cast<std::int64_t>(bytes.size());
      version.created_at = pages->accounts.now;
      version.note = "for my diary";
      version.history = history;
      version.held_back_after = {19, 20};
      return Versions(transaction).add(version);
    });
    const Response page = pages->get(pages.admin, "/admin/models");
    CHECK(has(page, "ann@example.org: version 1"));
    CHECK_FALSE(has(page, "95.0"));
    const Response listed = pages->get(pages.program, "/api/v1/admin/user-versions");
    CHECK(json::parse(listed.body)["models"][0]["owner"] == ann.user_id);
    CHECK(json::parse(listed.body)["models"][0]["note"] == "");
    CHECK_FALSE(has(listed, "diary"));
    const std::string id =
        id_at_end(place_of(pages->post(pages.admin, "/admin/user-versions/" + theirs + "/take", {})));
    CHECK(has(pages->get(pages.admin, page_of(id)), "taken from a user"));
    CHECK_FALSE(has(pages->get(pages.admin, page_of(id)), "diary"));

    // What /about shows once it is served.
    const auto about = [&](const std::string& owner, const std::string& sha256) {
      return about_page(*pages->jobs->shelf().load(owner, sha256), {"/assets/"});
    };
    const ModelVersion taken = pages.maintenance().promotion().get(id);
    CHECK(taken.history.empty());
    CHECK(pages->jobs->shelf().load(std::string(kSiteOwner), taken.sha256)->record.history.empty());
    CHECK(pages->jobs->shelf().load(std::string(kSiteOwner), taken.sha256)->record.options ==
          R"({"data":"own digits"})");
    const std::string curves = "id=\"training\"";
    CHECK(about(ann.user_id, sum).find(curves) != std::string::npos);
    CHECK(about(std::string(kSiteOwner), taken.sha256).find(curves) == std::string::npos);

    CHECK(pages->get(ann, "/versions/" + theirs).status == 200);
    CHECK(pages->send(pages.program, "POST", "/api/v1/admin/user-versions/" + theirs + "/take", R"({"note": ""})")
              .status == 409);
  });
}

TEST_CASE("without the setting no updates are looked for; with it those of the folder are shown and fetched") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    CHECK(has(pages->get(pages.admin, "/admin/models"), "This server looks for none"));
    CHECK(pages->post(pages.admin, "/admin/updates", {}).status == 422);
    CHECK(json::parse(pages->get(pages.program, "/api/v1/admin/updates").body)["on"] == false);

    const TestFolder updates;
    pages->jobs->context().options.updates = updates.path();
    CHECK(pages->post(pages.admin, "/admin/updates", {}).status == 503);
    const std::string bytes = model_file(5);
    std::ofstream(updates.path("m.safetensors"), std::ios::binary) << bytes;
    const std::string sum = sha256(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    std::ofstream(updates.path("index.json")) << json{
        {"models", {{{"name", "2027-01"}, {"file", "m.safetensors"}, {"sha256", sum}, {"bytes", bytes.size()}}}}};
    CHECK(has(pages->post(pages.admin, "/admin/updates", {}), "<b>2027-01</b>"));
    const std::string id = id_at_end(place_of(pages->post(pages.admin, "/admin/updates/" + sum + "/take", {})));
    CHECK(has(pages->get(pages.admin, page_of(id)), "an update"));
    CHECK(has(pages->post(pages.admin, "/admin/updates", {}), ">known</span>"));
    CHECK(json::parse(pages->get(pages.program, "/api/v1/admin/updates").body)["updates"][0]["known"] == true);
  });
}

TEST_CASE("updates that are slow to come keep nobody waiting who asks for something else") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const std::string take = "/" + std::string(64, '0') + "/take";
    const std::vector<std::function<Response()>> ways{
        [&] { return pages->post(pages.admin, "/admin/updates", {}); },
        [&] { return pages->post(pages.admin, "/admin/updates" + take, {}); },
        [&] { return pages->get(pages.program, "/api/v1/admin/updates"); },
        [&] { return pages->send(pages.program, "POST", "/api/v1/admin/updates" + take, ""); }};
    for (const auto& way : ways) {
      SilentServer updates;
      pages->jobs->context().options.updates = updates.address();
      // As many as there are threads for all pages.
      std::vector<std::future<Response>> slow;
      for (int i = 0; i < GateOptions{}.threads; ++i) slow.push_back(std::async(std::launch::async, way));
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      auto other = std::async(std::launch::async, [&] { return pages->get(pages.admin, "/admin/mails"); });
      CHECK(other.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
      updates.stop();
      for (auto& answer : slow) CHECK(answer.get().status == 503);
      CHECK(other.get().status == 200);
    }
  });
}
