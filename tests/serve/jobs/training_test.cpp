#include "training.hpp"

#include <doctest/doctest.h>

#include "job_queue.hpp"
#include "serve/jobs/jobs_under_test.hpp"
#include "users.hpp"
#include "versions.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

/// A training that is over and ran so long.
void trained(JobsUnderTest& jobs, const User& user, double seconds) {
  jobs.world.database.write([&](Transaction& transaction) {
    JobQueue queue(transaction);
    const std::string id = queue.add({JobKind::train, user.id, "", ""}, jobs.world.now);
    Job job = queue.take({"a", jobs.world.now + 15s}, jobs.world.now).value();
    REQUIRE(job.id == id);
    job.seconds = seconds;
    job.state = JobState::done;
    REQUIRE(queue.finish(job, jobs.world.now));
  });
}

}  // namespace

TEST_CASE("training needs ten labelled digits of two kinds, and says how many there are") {
  on_each_engine([](JobsUnderTest& jobs) {
    const auto start = [&] { (void)jobs->training().start(jobs.ann, false, {}); };
    CHECK(sentence(start) == "Training needs 10 labelled digits of 2 kinds at least; you have 0 of 0.");
    jobs.add_digits(jobs.ann, 9);
    CHECK(refusal(start) == "invalid");
    jobs.add_digits(jobs.ann, 1, 2);
    CHECK(jobs->training().needs(jobs.ann).obstacle().empty());
    CHECK(refusal(start).empty());
    CHECK(jobs.has_audit("training.start"));
    CHECK(refusal([&] { (void)jobs->training().start(jobs.bob, false, {}); }) == "invalid");
  });
}

TEST_CASE("without MNIST there is no training, and the reason says how to get it") {
  JobOptions options;
  options.mnist = "/nowhere";
  on_each_engine(
      [](JobsUnderTest& jobs) {
        jobs.add_digits(jobs.ann, 20);
        const auto start = [&] { (void)jobs->training().start(jobs.ann, false, {}); };
        CHECK(refusal(start) == "busy");
        CHECK(sentence(start).find("digitnet fetch mnist") != std::string::npos);
      },
      options);
}

TEST_CASE("item 25: a user has one training at a time, and so many seconds in any 24 hours") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 20);
    jobs.add_digits(jobs.bob, 20);
    const auto start = [&](const User& user) { return jobs->training().start(user, false, {}); };
    const std::string first = start(jobs.ann);
    CHECK(refusal([&] { start(jobs.ann); }) == "taken");
    jobs->training().cancel(jobs.ann, first, {});

    trained(jobs, jobs.ann, 1000);
    CHECK(jobs->training().needs(jobs.ann).budget.left == 800);
    jobs.pass(1h);
    trained(jobs, jobs.ann, 780);
    CHECK(refusal([&] { start(jobs.ann); }) == "too_many");
    CHECK(sentence([&] { start(jobs.ann); }) == "Your training time is used up: 30 minutes within 24 hours.");
    CHECK(refusal([&] { jobs->training().cancel(jobs.bob, start(jobs.bob), {}); }).empty());
    jobs.pass(23h - 1s);
    CHECK(refusal([&] { start(jobs.ann); }) == "too_many");
    CHECK(jobs->training().needs(jobs.ann).budget.until_enough <= 1s);
    jobs.pass(1s);
    CHECK(jobs->training().needs(jobs.ann).budget.left == 1020);
    CHECK(refusal([&] { start(jobs.ann); }).empty());
  });
}

TEST_CASE("item 25: a training counts for 24 hours after it ended, and one may begin once enough has gone by") {
  on_each_engine([](JobsUnderTest& jobs) {
    const auto budget = [&] { return jobs->training().needs(jobs.ann).budget; };
    trained(jobs, jobs.ann, 2);
    jobs.pass(1h);
    jobs.world.database.write([&](Transaction& transaction) {
      (void)JobQueue(transaction).add({JobKind::train, jobs.ann.id, "", ""}, jobs.world.now);
    });
    jobs.pass(20h);
    Job job = jobs.world.database.write([&](Transaction& transaction) {
      return JobQueue(transaction).take({"a", jobs.world.now + 15s}, jobs.world.now).value();
    });
    jobs.pass(10min);
    job.seconds = 1790;
    job.state = JobState::done;
    jobs.world.database.write(
        [&](Transaction& transaction) { REQUIRE(JobQueue(transaction).finish(job, jobs.world.now)); });
    CHECK(budget().left == 8);
    CHECK(budget().until_enough == 24h);  // in 2:50 hours 2 seconds more would not be enough
    jobs.pass(4h);
    CHECK(budget().left == 10);
    jobs.pass(20h - 1ms);
    CHECK(budget().left == 10);
    CHECK(budget().until_enough == 1ms);
    jobs.pass(1ms);
    CHECK(budget().left == 1800);
    CHECK(budget().until_enough == 0ms);
  });
}

TEST_CASE("item 25: an administrator's quota counts in place of the server's, and 0 seconds are no training") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 20);
    jobs.world.database.write([&](Transaction& transaction) {
      Users(transaction).set_quotas(jobs.ann.id, {std::nullopt, std::nullopt, 0});
    });
    CHECK(refusal([&] { (void)jobs->training().start(jobs.ann, false, {}); }) == "too_many");
    CHECK(sentence([&] { (void)jobs->training().start(jobs.ann, false, {}); }) ==
          "Your training time is used up: 0 seconds within 24 hours.");
  });
}

TEST_CASE("nobody sees or cancels another's training") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 20);
    const std::string id = jobs->training().start(jobs.ann, false, {});
    CHECK(refusal([&] { (void)jobs->training().get(jobs.bob, id); }) == "not_found");
    CHECK(refusal([&] { jobs->training().cancel(jobs.bob, id, {}); }) == "not_found");
    CHECK(jobs->training().list(jobs.bob, {}).rows.empty());
    CHECK(jobs.job(id).state == JobState::queued);
    CHECK(jobs->training().list(jobs.ann, {}).rows.size() == 1);
    jobs->training().cancel(jobs.ann, id, {});
    CHECK(jobs->training().get(jobs.ann, id).state == JobState::cancelled);
    CHECK(jobs.has_audit("training.cancel"));
  });
}

TEST_CASE("training starts from the version that the user reads with, or from what is served when that is wanted") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 20);
    const std::string version = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().use(jobs.ann, version, {});
    const std::string sha256 = jobs->versions().get(jobs.ann, version).sha256;
    const std::string from_own = jobs->training().start(jobs.ann, false, {});
    CHECK(jobs.job(from_own).subject_sha256 == sha256);
    jobs->training().cancel(jobs.ann, from_own, {});
    CHECK(jobs.job(jobs->training().start(jobs.ann, true, {})).subject_sha256.empty());
  });
}

TEST_CASE("more than twenty versions are not kept") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 20);
    std::string last;
    for (int i = 0; i < 20; ++i) last = jobs.add_version(jobs.ann.id, 2);
    CHECK(sentence([&] { (void)jobs->training().start(jobs.ann, false, {}); }) ==
          "You have 20 versions, more are not kept. Delete one first.");
    jobs->versions().remove(jobs.ann, last, {});
    CHECK(refusal([&] { (void)jobs->training().start(jobs.ann, false, {}); }).empty());
  });
}
