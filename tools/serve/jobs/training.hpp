#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "job.hpp"
#include "job_context.hpp"
#include "page.hpp"
#include "request_origin.hpp"
#include "training_budget.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// What training needs, and how far a user is from it.
struct TrainingNeeds {
  static constexpr std::int64_t kFewestDigits = 10;
  static constexpr int kFewestLabels = 2;
  static constexpr std::int64_t kMostVersions = 20;

  std::int64_t digits = 0;  ///< of the user's, with a label
  int labels = 0;           ///< that differ among them
  std::int64_t versions = 0;
  TrainingBudget budget;
  bool has_mnist = false;   ///< without it, what the model knew would be forgotten
  std::optional<Job> open;  ///< one that waits or runs

  /// Throws AccountError, which says why training cannot begin now: invalid (too few digits), taken (one waits or
  /// runs, or too many versions), too many (no time left), busy (the server has no MNIST).
  void check() const;
  /// The same reason as a sentence; empty when it can begin.
  [[nodiscard]] std::string obstacle() const;
};

/// Training by users: their own jobs alone. For any thread.
class Training {
 public:
  explicit Training(JobContext& context) : context_(context) {}

  [[nodiscard]] TrainingNeeds needs(const User& user);
  /// Queues a training that starts from the version that the user reads with, or, with `from_served`, from what
  /// everybody is served. Gives back the job's id. Throws as TrainingNeeds::check().
  std::string start(const User& user, bool from_served, const RequestOrigin& origin);
  /// Throws AccountError (not found), also for another's.
  [[nodiscard]] Job get(const User& user, const std::string& job_id);
  [[nodiscard]] Page<Job> list(const User& user, PageRequest page);
  /// One that is over stays as it is. Throws as get().
  void cancel(const User& user, const std::string& job_id, const RequestOrigin& origin);

 private:
  [[nodiscard]] TrainingNeeds needs(Transaction& transaction, const User& user, const SampleCounts& digits) const;

  JobContext& context_;
};

}  // namespace digitnet::serve
