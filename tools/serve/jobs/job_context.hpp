#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "account_context.hpp"
#include "file_store.hpp"
#include "samples.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

struct JobOptions {
  std::string folder;                            ///< where jobs keep files while they run; made when it is not there
  std::string program;                           ///< `digitnet`, which does the work; empty: this program itself
  std::string mnist = "mnist";                   ///< MNIST's files, as `--data` of `digitnet` takes it
  int running = 1;                               ///< jobs at once on this server
  int threads = 0;                               ///< of one job; 0: as many as there are processors, two at most
  std::int64_t training_seconds_per_day = 1800;  ///< of a user, where an administrator set no quota
  std::chrono::seconds longest{600};             ///< that one job may run
  std::chrono::milliseconds lease{15'000};       ///< a server that is silent for longer is taken for dead
  std::chrono::milliseconds heartbeat{1000};     ///< how often a server says that it is alive
  std::string updates;  ///< a folder or https address of new models; empty: none are looked for
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< for the operator
};

/// What the services of this room share. It outlives them.
struct JobContext {
  AccountContext& accounts;
  FileStore& files;
  Samples& samples;
  JobOptions options;
  /// The model that the server was started with, as it is now.
  std::function<std::shared_ptr<const ServedModel>()> own_model;
  std::function<void()> job_is_waiting = [] {};      ///< called once a job that was queued is durable
  std::function<void()> served_has_changed = [] {};  ///< likewise what everybody is served

  [[nodiscard]] Database& database() const { return accounts.database; }
  [[nodiscard]] Time now() const { return accounts.clock(); }
};

/// The kind of model files in the FileStore.
inline constexpr std::string_view kModelFiles = "model";

}  // namespace digitnet::serve
