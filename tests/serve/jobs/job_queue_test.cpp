#include "job_queue.hpp"

#include <doctest/doctest.h>

#include "serve/jobs/jobs_under_test.hpp"
#include "users.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

template <typename Work>
auto with_queue(JobsUnderTest& jobs, Work work) {
  return jobs.world.database.write([&](Transaction& transaction) {
    JobQueue queue(transaction);
    return work(queue);
  });
}

std::string add(JobsUnderTest& jobs, const User& user, JobKind kind = JobKind::train) {
  return with_queue(jobs, [&](JobQueue& queue) { return queue.add({kind, user.id, "", ""}, jobs.world.now); });
}

std::optional<Job> take(JobsUnderTest& jobs, const std::string& runner) {
  return with_queue(jobs, [&](JobQueue& queue) { return queue.take({runner, jobs.world.now + 15s}, jobs.world.now); });
}

std::optional<bool> renew(JobsUnderTest& jobs, const Job& job) {
  return with_queue(jobs, [&](JobQueue& queue) { return queue.renew(job, {job.runner, jobs.world.now + 15s}); });
}

}  // namespace

TEST_CASE("jobs are taken in the order in which they came, each by one server") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string first = add(jobs, jobs.ann);
    jobs.pass(1s);
    const std::string second = add(jobs, jobs.bob);
    const auto taken = take(jobs, "a");
    REQUIRE(taken);
    CHECK(taken->id == first);
    CHECK(taken->state == JobState::running);
    CHECK(taken->tries == 1);
    CHECK(take(jobs, "b")->id == second);
    CHECK_FALSE(take(jobs, "a"));
  });
}

TEST_CASE("a job whose server is silent for longer than its lease is another's, and the first one learns it") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = add(jobs, jobs.ann);
    Job first = take(jobs, "a").value();
    jobs.pass(14s);
    CHECK_FALSE(take(jobs, "b"));
    first.seconds = 14;
    first.progress.share = 0.5;
    CHECK(renew(jobs, first) == false);
    CHECK(jobs.job(id).progress.share == 0.5);
    jobs.pass(14s);
    CHECK_FALSE(take(jobs, "b"));
    jobs.pass(2s);
    Job second = take(jobs, "b").value();
    CHECK(second.id == id);
    CHECK(second.tries == 2);
    CHECK(second.seconds == 0);  // nobody pays for what a server left undone
    CHECK_FALSE(renew(jobs, first));
    first.state = JobState::done;
    CHECK_FALSE(with_queue(jobs, [&](JobQueue& queue) { return queue.finish(first, jobs.world.now); }));
    CHECK(jobs.job(id).state == JobState::running);
    second.state = JobState::done;
    CHECK(with_queue(jobs, [&](JobQueue& queue) { return queue.finish(second, jobs.world.now); }));
    CHECK(jobs.job(id).state == JobState::done);
  });
}

TEST_CASE("the same server may take a job again that it lost, and its first try ends all the same") {
  on_each_engine([](JobsUnderTest& jobs) {
    add(jobs, jobs.ann);
    const Job first = take(jobs, "a").value();
    jobs.pass(16s);
    const Job second = take(jobs, "a").value();
    CHECK_FALSE(renew(jobs, first));
    CHECK(renew(jobs, second) == false);
  });
}

TEST_CASE("a job that servers leave three times fails, and says why") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = add(jobs, jobs.ann);
    for (int i = 0; i < JobQueue::kMostTries; ++i) {
      auto job = take(jobs, "a");
      REQUIRE(job);
      job->seconds = 10;
      CHECK(renew(jobs, *job) == false);
      jobs.pass(16s);
    }
    CHECK_FALSE(take(jobs, "b"));
    CHECK(jobs.job(id).seconds == 0);  // nobody pays for what a server left undone
    CHECK(jobs.job(id).state == JobState::failed);
    CHECK(jobs.job(id).problem.find("not tried any more") != std::string::npos);
  });
}

TEST_CASE("a server that stops puts its job back, which does not count as a try") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = add(jobs, jobs.ann);
    for (int i = 0; i < 2 * JobQueue::kMostTries; ++i) {
      Job job = take(jobs, "a").value();
      job.seconds = 10;
      CHECK(renew(jobs, job) == false);
      with_queue(jobs, [&](JobQueue& queue) { queue.put_back(job); });
      CHECK(jobs.job(id).state == JobState::queued);
      CHECK(jobs.job(id).seconds == 0);
    }
  });
}

TEST_CASE("a job that waits is cancelled at once, one that runs by its server, or by the one that finds it") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string waiting = add(jobs, jobs.ann);
    CHECK(with_queue(jobs, [&](JobQueue& queue) { return queue.cancel(waiting, jobs.world.now); }));
    CHECK(jobs.job(waiting).state == JobState::cancelled);
    CHECK_FALSE(with_queue(jobs, [&](JobQueue& queue) { return queue.cancel(waiting, jobs.world.now); }));

    const std::string running = add(jobs, jobs.ann);
    const Job job = take(jobs, "a").value();
    CHECK(with_queue(jobs, [&](JobQueue& queue) { return queue.cancel(running, jobs.world.now); }));
    CHECK_FALSE(with_queue(jobs, [&](JobQueue& queue) { return queue.cancel(running, jobs.world.now); }));
    CHECK(renew(jobs, job) == true);
    jobs.pass(16s);
    CHECK_FALSE(take(jobs, "b"));
    CHECK(jobs.job(running).state == JobState::cancelled);
  });
}

TEST_CASE("jobs that failed within a day are counted by when they ended") {
  on_each_engine([](JobsUnderTest& jobs) {
    add(jobs, jobs.ann);
    jobs.pass(30h);
    Job job = take(jobs, "a").value();
    job.state = JobState::failed;
    CHECK(with_queue(jobs, [&](JobQueue& queue) { return queue.finish(job, jobs.world.now); }));
    jobs.pass(23h);
    CHECK(jobs->counts().failed == 1);
    jobs.pass(1h);
    CHECK(jobs->counts().failed == 0);
  });
}

TEST_CASE("jobs of users who are disabled wait, and those of deleted users are gone") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = add(jobs, jobs.ann);
    const auto set_state = [&](UserState state) {
      jobs.world.database.write([&](Transaction& transaction) { Users(transaction).set_state(jobs.ann.id, state); });
    };
    set_state(UserState::disabled);
    CHECK_FALSE(take(jobs, "a"));
    set_state(UserState::active);
    const Job job = take(jobs, "a").value();
    CHECK(renew(jobs, job) == false);
    set_state(UserState::disabled);
    CHECK(renew(jobs, job) == true);  // it is to stop
    jobs.world.database.write([&](Transaction& transaction) { Users(transaction).remove(jobs.ann.id); });
    CHECK_FALSE(renew(jobs, job));
  });
}

TEST_CASE("jobs that ended three months ago are forgotten, others stay") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = add(jobs, jobs.ann);
    with_queue(jobs, [&](JobQueue& queue) { return queue.cancel(id, jobs.world.now); });
    const std::string open = add(jobs, jobs.ann);
    jobs.pass(std::chrono::days(89));
    jobs->clean_up();
    CHECK(jobs.job(id).state == JobState::cancelled);
    jobs.pass(std::chrono::days(2));
    jobs->clean_up();
    CHECK_FALSE(with_queue(jobs, [&](JobQueue& queue) { return queue.find(id); }));
    CHECK(jobs.job(open).state == JobState::queued);
  });
}
