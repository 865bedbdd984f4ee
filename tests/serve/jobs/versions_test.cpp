#include "versions.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <thread>
#include <vector>

#include "account_removal.hpp"
#include "iso_time.hpp"
#include "job_queue.hpp"
#include "serve/jobs/jobs_under_test.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

TEST_CASE("a user uses a version of theirs, and goes back to what everybody is served") {
  on_each_engine([](JobsUnderTest& jobs) {
    CHECK_FALSE(jobs->versions().used(jobs.ann));
    CHECK(jobs->shelf().model_for_user(jobs.ann.id) == nullptr);
    const std::string id = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().use(jobs.ann, id, {});
    CHECK(jobs->versions().used(jobs.ann)->id == id);
    const auto model = jobs->shelf().model_for_user(jobs.ann.id);
    REQUIRE(model);
    CHECK(model->sha256 == jobs->versions().get(jobs.ann, id).sha256);
    CHECK(jobs->shelf().model_for_user(jobs.ann.id) == model);
    CHECK(jobs->shelf().model_for_user(jobs.bob.id) == nullptr);
    jobs->versions().use_served(jobs.ann, {});
    CHECK(jobs->shelf().model_for_user(jobs.ann.id) == nullptr);
    CHECK(jobs.has_audit("version.use"));
  });
}

TEST_CASE("item 47: nobody sees, uses, alters, deletes or fetches another's version") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = jobs.add_version(jobs.ann.id, 2);
    const std::string served = jobs.add_version(std::nullopt, 3);
    OwnVersions& versions = jobs->versions();
    for (const std::string& other : {id, served}) {
      CHECK(refusal([&] { (void)versions.get(jobs.bob, other); }) == "not_found");
      CHECK(refusal([&] { versions.use(jobs.bob, other, {}); }) == "not_found");
      CHECK(refusal([&] { versions.set_note(jobs.bob, other, "mine"); }) == "not_found");
      CHECK(refusal([&] { versions.remove(jobs.bob, other, {}); }) == "not_found");
      CHECK(refusal([&] { (void)versions.file(jobs.bob, other); }) == "not_found");
    }
    CHECK(versions.list(jobs.bob, {}).rows.empty());
    CHECK(versions.get(jobs.ann, id).note.empty());
    CHECK(versions.file(jobs.ann, id) == glyph_model(2));
  });
}

TEST_CASE("versions count up for each owner, the latest first") {
  on_each_engine([](JobsUnderTest& jobs) {
    for (const unsigned seed : {2u, 3u}) jobs.add_version(jobs.ann.id, seed);
    jobs.add_version(jobs.bob.id, 2);
    const auto own = jobs->versions().list(jobs.ann, {}).rows;
    REQUIRE(own.size() == 2);
    CHECK(own[0].number == 2);
    CHECK(own[1].number == 1);
    CHECK(jobs->versions().list(jobs.bob, {}).rows.at(0).number == 1);
  });
}

TEST_CASE("the number of a version that is deleted is given to no other") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_version(jobs.ann.id, 2);
    jobs->versions().remove(jobs.ann, jobs.add_version(jobs.ann.id, 3), {});
    CHECK(jobs->versions().get(jobs.ann, jobs.add_version(jobs.ann.id, 4)).number == 3);
    for (const ModelVersion& version : jobs->versions().list(jobs.ann, {}).rows) {
      jobs->versions().remove(jobs.ann, version.id, {});
    }
    CHECK(jobs->versions().get(jobs.ann, jobs.add_version(jobs.ann.id, 5)).number == 4);
    const auto number_of = [&](const std::string& id) { return jobs->promotion().get(id).number; };
    CHECK(number_of(jobs.add_version(std::nullopt, 2)) == 1);
    CHECK(number_of(jobs.add_version(std::nullopt, 3)) == 2);
  });
}

TEST_CASE("versions that are added at once have a number each") {
  on_each_engine([](JobsUnderTest& jobs) {
    ModelVersion version;
    version.owner_id = jobs.ann.id;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int k = 0; k < 5; ++k) {
          jobs.world.accounts.database.write([&](Transaction& transaction) { Versions(transaction).add(version); });
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    std::set<std::int64_t> numbers;
    for (const ModelVersion& each : jobs->versions().list(jobs.ann, {}).rows) numbers.insert(each.number);
    CHECK(numbers.size() == 20);
    CHECK(*numbers.rbegin() == 20);
  });
}

TEST_CASE("versions of users are listed with their owners' addresses") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_version(std::nullopt, 2);
    jobs.add_version(jobs.ann.id, 2);
    jobs.pass(std::chrono::seconds(1));
    jobs.add_version(jobs.bob.id, 2);
    const auto listed = jobs->promotion().versions_of_users({}).rows;
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].owner_email == "bob@example.org");
    CHECK(listed[0].version.owner_id == jobs.bob.id);
    CHECK(listed[1].owner_email == "ann@example.org");
  });
}

TEST_CASE("a note is one line of text that shows, 500 characters at most") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().set_note(jobs.ann, id, "  my <b>new</b> pen \n");
    CHECK(jobs->versions().get(jobs.ann, id).note == "my <b>new</b> pen");
    for (const std::string& bad :
         {std::string(501, 'a'), std::string("a\nb"), std::string("\xff"), std::string("a\u202eb")}) {
      CHECK(refusal([&] { jobs->versions().set_note(jobs.ann, id, bad); }) == "invalid note");
    }
  });
}

TEST_CASE(
    "a version in use that is deleted makes room for what everybody is served, and its file goes with the sweep") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string first = jobs.add_version(jobs.ann.id, 2);
    const std::string same_file = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().use(jobs.ann, first, {});
    jobs->versions().remove(jobs.ann, first, {});
    CHECK_FALSE(jobs->versions().used(jobs.ann));
    CHECK(jobs->versions().file(jobs.ann, same_file) == glyph_model(2));
    CHECK(jobs.is_whole());
    jobs->versions().remove(jobs.ann, same_file, {});
    CHECK_FALSE(jobs.is_whole());
  });
}

TEST_CASE("with an account its versions and their files go, those of others stay, and an export holds them") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string of_ann = jobs.add_version(jobs.ann.id, 2);
    const std::string of_bob = jobs.add_version(jobs.bob.id, 2);
    jobs->versions().use(jobs.ann, of_ann, {});
    jobs.world.database.write([&](Transaction& transaction) {
      (void)JobQueue(transaction).add({JobKind::train, jobs.ann.id, "", ""}, jobs.world.now);
    });
    std::map<std::string, std::string> exported;
    for (const auto& give : jobs.world.accounts.hooks.exports) {
      give(jobs.ann.id, [&](const std::string& name, std::string_view bytes) { exported[name] = bytes; });
    }
    const std::string list = exported["versions.json"];
    CHECK(list.find("\"created_at\": \"" + iso_time(jobs.world.now) + "\"") != std::string::npos);
    CHECK(list.find("\"is_used\": true") != std::string::npos);
    CHECK(exported["trainings.json"].find("\"state\": \"queued\"") != std::string::npos);
    CHECK(exported["versions/1.safetensors"].size() == glyph_model(2).size());
    remove_account(jobs.world.accounts, jobs.ann.id, {jobs.ann.id, "user.delete", jobs.ann.id, "", {}});
    CHECK(jobs.is_whole());
    CHECK(jobs->versions().file(jobs.bob, of_bob) == glyph_model(2));
  });
}

TEST_CASE("what a model achieves is forgotten once no version is it or began with it, and it is not the server's own") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string gone = jobs.add_version(jobs.ann.id, 2);
    const std::string sum = jobs->versions().get(jobs.ann, gone).sha256;
    const std::string kept = jobs->promotion().upload(jobs.admin, glyph_model(3), "");
    const std::string kept_sum = jobs->promotion().get(kept).sha256;
    const std::string parent_sum(64, 'a');
    ModelVersion child = jobs->promotion().get(kept);
    child.owner_id = jobs.bob.id;
    child.parent_sha256 = parent_sum;
    jobs.world.database.write([&](Transaction& transaction) { (void)Versions(transaction).add(child); });
    const std::vector<std::string> sums{sum, kept_sum, parent_sum, jobs.world.own_model->sha256};
    for (const std::string& of : sums) jobs.set_score(of, kMnist, {9950, 10000});
    const auto known = [&] {
      return jobs.world.database.read([&](Transaction& transaction) {
        std::vector<bool> is_known;
        for (const std::string& of : sums) is_known.push_back(Versions(transaction).score(of, kMnist).has_value());
        return is_known;
      });
    };
    jobs->clean_up();
    CHECK(known() == std::vector<bool>{true, true, true, true});
    jobs->versions().remove(jobs.ann, gone, {});
    jobs->clean_up();
    CHECK(known() == std::vector<bool>{false, true, true, true});
  });
}

TEST_CASE("a version whose file is damaged or gone is an error, and what is served is not touched by it") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().use(jobs.ann, id, {});
    jobs.world.files->remove({jobs.ann.id, "model", jobs->versions().get(jobs.ann, id).sha256});
    CHECK_THROWS_AS((void)jobs->shelf().model_for_user(jobs.ann.id), FileError);
    CHECK(jobs->shelf().model_for_user(jobs.bob.id) == nullptr);
  });
}

TEST_CASE("eight models are kept in memory at most, those that were used last") {
  on_each_engine([](JobsUnderTest& jobs) {
    std::vector<std::weak_ptr<const ServedModel>> models;
    for (unsigned i = 0; i <= ModelShelf::kMostModels; ++i) {
      const User user = jobs.world.add_user("user" + std::to_string(i) + "@example.org");
      jobs->versions().use(user, jobs.add_version(user.id, 2), {});
      models.push_back(jobs->shelf().model_for_user(user.id));
    }
    CHECK(models.front().expired());
    for (unsigned i = 1; i <= ModelShelf::kMostModels; ++i) CHECK_FALSE(models[i].expired());
  });
}
