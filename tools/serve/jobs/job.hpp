#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "job_progress.hpp"

namespace digitnet::serve {

enum class JobKind {
  train,     ///< a new version of a user's
  evaluate,  ///< a version of the server's, on MNIST's test images and the administrator's test set
};

enum class JobState { queued, running, done, failed, cancelled };

/// Work that takes seconds or minutes, which one of the servers does in a child process.
struct Job {
  std::string id;
  JobKind kind = JobKind::train;
  std::string owner_id;
  JobState state = JobState::queued;
  std::string subject_sha256;  ///< of the model to train on or to evaluate; empty: what the server was started with
  std::string version_id;      ///< train: what came of it; evaluate: what is evaluated; empty: none
  JobProgress progress;
  std::string problem;  ///< why it failed: a sentence for its owner
  bool is_to_stop = false;
  Time created_at;
  std::optional<Time> started_at;  ///< the last try
  std::optional<Time> ended_at;
  double seconds = 0;  ///< that the last try ran: nobody pays for what a server left undone
  int tries = 0;
  std::string runner;  ///< which server runs it

  [[nodiscard]] bool is_over() const { return state != JobState::queued && state != JobState::running; }
};

/// `train`, `evaluate`; `queued`, `running`, `done`, `failed`, `cancelled`: as in the database and the interface.
[[nodiscard]] std::string_view name_of(JobKind kind);
[[nodiscard]] std::string_view name_of(JobState state);
[[nodiscard]] std::optional<JobKind> job_kind_named(std::string_view name);
[[nodiscard]] std::optional<JobState> job_state_named(std::string_view name);

}  // namespace digitnet::serve
