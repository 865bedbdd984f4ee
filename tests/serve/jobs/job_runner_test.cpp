#include "job_runner.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "digits_folder.hpp"
#include "job_queue.hpp"
#include "serve/jobs/jobs_under_test.hpp"
#include "support/process.hpp"
#include "users.hpp"
#include "versions.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

/// The processes that work in a folder of jobs.
std::vector<int> children_in(const std::string& folder) {
  std::vector<int> ids;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code ignored;
    const std::string works_in = fs::read_symlink(entry.path() / "cwd", ignored).string();
    if (works_in.starts_with(folder)) ids.push_back(std::stoi(name));
  }
  return ids;
}

/// Waits for a child to work there.
std::vector<int> wait_for_children_in(const std::string& folder) {
  for (int i = 0; i < 6000; ++i) {
    if (auto ids = children_in(folder); !ids.empty()) return ids;
    std::this_thread::sleep_for(5ms);
  }
  return {};
}

bool is_empty_soon(const std::function<std::size_t()>& count) {
  for (int i = 0; i < 1000 && count() > 0; ++i) std::this_thread::sleep_for(10ms);
  return count() == 0;
}

std::size_t job_folders(const std::string& folder) {
  std::size_t count = 0;
  std::error_code error;
  for (const auto& runner : fs::directory_iterator(folder, error)) {
    for (const auto& entry : fs::directory_iterator(runner.path(), error)) count += entry.is_directory() ? 1 : 0;
  }
  return count;
}

std::size_t files_of(JobsUnderTest& jobs, const std::string& owner) {
  return jobs.world.files->list(owner).size();
}

}  // namespace

TEST_CASE("training on a person's digits: those held back are read better, and MNIST within 0.1 points as well") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 200);
    jobs->start();
    const std::string id = jobs->training().start(jobs.ann, false, {});
    const Job job = jobs.wait_for(id);
    jobs->stop();
    INFO(job.problem);
    CHECK(jobs.log.empty());
    REQUIRE(job.state == JobState::done);
    CHECK(job.seconds > 0);
    const ModelVersion version = jobs->versions().get(jobs.ann, job.version_id);
    CHECK(version.trained_images + version.held_back_after.images == 200);
    CHECK(version.held_back_after.images >= 30);
    // Some 40 are held back, of which it learns to read a third more; which they are is chance.
    CHECK(version.held_back_after.accuracy() > version.held_back_before.accuracy() + 0.15);
    REQUIRE(version.mnist_before);
    REQUIRE(version.mnist_after);
    CHECK(version.mnist_before->images == 1000);
    CHECK(version.mnist_after->accuracy() >= version.mnist_before->accuracy() - 0.001);
    CHECK(version.parent_sha256 == jobs.world.own_model->sha256);
    CHECK(version.history.size() >= 2);
    CHECK(version.history.back().validation_accuracy.value() == doctest::Approx(version.held_back_after.accuracy()));

    // What is served, and what the others read with, is as it was.
    CHECK(jobs.served->sha256 == jobs.world.own_model->sha256);
    CHECK_FALSE(jobs->versions().used(jobs.ann));
    jobs->versions().use(jobs.ann, version.id, {});
    const auto model = jobs->shelf().model_for_user(jobs.ann.id);
    CHECK(model->sha256 == version.sha256);
    CHECK(model->record.options.find(jobs.world.folder) == std::string::npos);
    CHECK(jobs.is_whole());
    CHECK(job_folders(jobs.world.folder_of("jobs")) == 0);
  });
}

TEST_CASE("a training that is cancelled ends at once: no child, no folder, no version, no file") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 100);
    jobs->start();
    const std::string id = jobs->training().start(jobs.ann, false, {});
    REQUIRE(wait_for_children_in(jobs.world.folder_of("jobs")).size() == 1);
    jobs->training().cancel(jobs.ann, id, {});
    CHECK(jobs.wait_for(id).state == JobState::cancelled);
    CHECK(is_empty_soon([&] { return children_in(jobs.world.folder_of("jobs")).size(); }));
    CHECK(is_empty_soon([&] { return job_folders(jobs.world.folder_of("jobs")); }));
    CHECK(jobs->versions().list(jobs.ann, {}).rows.empty());
    CHECK(files_of(jobs, jobs.ann.id) == 0);
  });
}

TEST_CASE("a child that is killed fails its training, with a sentence for the user and the reason for the operator") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 100);
    jobs->start();
    const std::string id = jobs->training().start(jobs.ann, false, {});
    const auto children = wait_for_children_in(jobs.world.folder_of("jobs"));
    REQUIRE(children.size() == 1);
    kill(children[0], SIGKILL);
    const Job job = jobs.wait_for(id);
    jobs->stop();
    CHECK(job.state == JobState::failed);
    CHECK(job.problem == "The training program failed. The administrator finds the reason in the server's log.");
    CHECK(jobs.log.at(0).find("ended with 137") != std::string::npos);
    CHECK(jobs->versions().list(jobs.ann, {}).rows.empty());
    CHECK(files_of(jobs, jobs.ann.id) == 0);
  });
}

TEST_CASE("a server that stops ends its child, and the training goes on when it is back") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 40);
    jobs->start();
    const std::string id = jobs->training().start(jobs.ann, false, {});
    REQUIRE(wait_for_children_in(jobs.world.folder_of("jobs")).size() == 1);
    jobs->stop();
    CHECK(children_in(jobs.world.folder_of("jobs")).empty());
    CHECK(jobs.job(id).state == JobState::queued);
    JobRunner back(jobs->context());
    back.start();
    CHECK(jobs.wait_for(id).state == JobState::done);
    CHECK(jobs->versions().list(jobs.ann, {}).rows.size() == 1);
  });
}

TEST_CASE("a job whose folder cannot be made fails at once, and the operator learns why") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 40);
    const std::string id = jobs->training().start(jobs.ann, false, {});
    fs::remove_all(jobs.world.folder_of("jobs"));
    jobs->start();
    const Job job = jobs.wait_for(id, 20s);
    jobs->stop();
    CHECK(job.state == JobState::failed);
    CHECK(job.problem == "It failed. The administrator finds the reason in the server's log.");
    REQUIRE_FALSE(jobs.log.empty());
    CHECK(jobs.log.front().find("cannot be made") != std::string::npos);
  });
}

TEST_CASE("when the account goes, its training ends without a trace") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 100);
    jobs->start();
    const std::string id = jobs->training().start(jobs.ann, false, {});
    REQUIRE(wait_for_children_in(jobs.world.folder_of("jobs")).size() == 1);
    jobs.world.database.write([&](Transaction& transaction) { Users(transaction).remove(jobs.ann.id); });
    CHECK(is_empty_soon([&] { return children_in(jobs.world.folder_of("jobs")).size(); }));
    CHECK(is_empty_soon([&] { return job_folders(jobs.world.folder_of("jobs")); }));
    CHECK(files_of(jobs, jobs.ann.id) == 0);
  });
}

TEST_CASE("item 25: a training that uses up the user's time is ended, and says so") {
  on_each_engine([](JobsUnderTest& jobs) {
    jobs.add_digits(jobs.ann, 100);
    const std::string id = jobs->training().start(jobs.ann, false, {});
    jobs.world.database.write([&](Transaction& transaction) {
      Users(transaction).set_quotas(jobs.ann.id, {std::nullopt, std::nullopt, 1});
    });
    jobs->start();
    const Job job = jobs.wait_for(id);
    CHECK(job.state == JobState::failed);
    CHECK(job.problem == "Your training time is used up. There is more within 24 hours.");
    CHECK(job.seconds >= 1);
    CHECK(job.seconds < 10);
  });
}

TEST_CASE(
    "item 51: an evaluation measures a version and what is served, on MNIST and the test set; then the gate opens") {
  on_each_engine([](JobsUnderTest& jobs) {
    const User admin = jobs.world.add_user("root@example.org");
    jobs.add_digits(admin, 50);
    jobs->promotion().set_test_set(jobs.admin);
    const std::string id = jobs->promotion().upload(jobs.admin, glyph_model(2), "another seed");
    CHECK_FALSE(jobs->promotion().gate(id).obstacle().empty());
    jobs->start();
    CHECK(jobs.wait_for(jobs->jobs({}).rows.at(0).id).state == JobState::done);
    jobs->stop();
    const PromotionGate gate = jobs->promotion().gate(id);
    REQUIRE(gate.tests.size() == 2);
    CHECK(gate.tests[0].candidate->images == 1000);
    CHECK(gate.tests[0].candidate->accuracy() > 0.9);
    CHECK(gate.tests[0].served->accuracy() > 0.9);
    CHECK(gate.tests[1].candidate->images == 50);
    CHECK(gate.tests[1].served->images == 50);
  });
}

TEST_CASE("without MNIST's test images an evaluation fails and says how to get them, and the gate stays closed") {
  JobOptions options;
  options.mnist = "/nowhere";
  on_each_engine(
      [](JobsUnderTest& jobs) {
        const std::string id = jobs->promotion().upload(jobs.admin, glyph_model(2), "");
        jobs->start();
        const Job job = jobs.wait_for(jobs->jobs({}).rows.at(0).id);
        CHECK(job.state == JobState::failed);
        CHECK(job.problem.find("digitnet fetch mnist") != std::string::npos);
        CHECK(refusal([&] { jobs->promotion().promote(jobs.admin, id, "now"); }) == "forbidden");
      },
      options);
}

TEST_CASE("a server that is killed leaves no child; another one takes the job over, and the result is there once") {
  const TestFolder places;
  for (const DatabasePlace& place : new_database_places(places)) {
    CAPTURE(place.engine);
    const TestFolder folder;
    JobsUnderTest jobs(place, folder.path());
    jobs.add_digits(jobs.ann, 60);
    const std::string id = jobs->training().start(jobs.ann, false, {});
    std::optional<Process> server(std::in_place, std::vector<std::string>{JOB_SERVER, place.place, folder.path("other"),
                                                                          glyph_folder(), folder.path("files")});
    REQUIRE(wait_for_children_in(folder.path("other")).size() == 1);
    server->send_signal(SIGKILL);
    (void)server->wait();
    server.reset();
    CHECK(is_empty_soon([&] { return children_in(folder.path("other")).size(); }));
    CHECK(jobs.job(id).state == JobState::running);
    CHECK(jobs->versions().list(jobs.ann, {}).rows.empty());

    jobs->start();
    std::this_thread::sleep_for(1500ms);
    CHECK(jobs.job(id).tries == 1);  // its lease is not over
    jobs.pass(16s);
    const Job job = jobs.wait_for(id);
    jobs->stop();
    CHECK(job.state == JobState::done);
    CHECK(job.tries == 2);
    CHECK(jobs->versions().list(jobs.ann, {}).rows.size() == 1);

    // What the killed one left in its folder goes when a server starts there.
    CHECK(job_folders(folder.path("other/jobs")) == 1);
    const ServerFolder next(folder.path("other/jobs"), "next");
    CHECK(job_folders(folder.path("other/jobs")) == 0);
  }
}
