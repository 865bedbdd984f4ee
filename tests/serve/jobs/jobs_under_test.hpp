#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs.hpp"
#include "recognizer.hpp"
#include "serve/jobs/small_world.hpp"
#include "support/database_places.hpp"

namespace digitnet::test {

/// Training and versions of a server on a new database, at a time that the test sets, with two users and an
/// administrator, and a small model in place of the shipped one.
class JobsUnderTest {
 public:
  JobsUnderTest(const DatabasePlace& place, const std::string& folder, serve::JobOptions options = {});

  [[nodiscard]] serve::Jobs* operator->() { return jobs.get(); }
  void pass(std::chrono::milliseconds time) { world.now += time; }
  /// Gives a user digits of an unusual style.
  void add_digits(const serve::User& user, int count, unsigned seed = 1) { world.add_digits(user, count, seed); }
  /// A version of the user's, or with nothing of the server's own, with any file.
  std::string add_version(const std::optional<std::string>& owner_id, unsigned seed);
  /// What a model of the small world achieves, as a job would write it down.
  void set_score(const std::string& sha256, const std::string& data, serve::ShareRight right);
  [[nodiscard]] serve::Job job(const std::string& id);
  /// Waits for it to end; the time of the test stands still meanwhile.
  serve::Job wait_for(const std::string& job_id, std::chrono::seconds most = std::chrono::seconds(180));
  [[nodiscard]] bool has_audit(const std::string& action);
  /// Whether every row has its file in the store and every file its row.
  [[nodiscard]] bool is_whole();

  SmallWorld world;
  std::vector<std::string> log;
  std::shared_ptr<const serve::ServedModel> served;
  std::unique_ptr<serve::Jobs> jobs;
  serve::User ann;
  serve::User bob;
  serve::Administrator admin;
};

/// Calls `test` once for each engine that is there.
void on_each_engine(const std::function<void(JobsUnderTest&)>& test, const serve::JobOptions& options = {});

/// The kind of the AccountError that `work` throws, as `not_found`, `invalid note`; else empty.
[[nodiscard]] std::string refusal(const std::function<void()>& work);
/// What it says.
[[nodiscard]] std::string sentence(const std::function<void()>& work);

}  // namespace digitnet::test
