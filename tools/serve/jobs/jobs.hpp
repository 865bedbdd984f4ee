#pragma once

#include <functional>
#include <memory>

#include "job_context.hpp"
#include "job_runner.hpp"
#include "model_shelf.hpp"
#include "model_updates.hpp"
#include "own_versions.hpp"
#include "promotion.hpp"
#include "served_watch.hpp"
#include "training.hpp"

namespace digitnet::serve {

/// What training and model versions work with.
struct JobParts {
  AccountContext& accounts;
  FileStore& files;
  Samples& samples;
  /// The model that the server was started with; after a reload the new one.
  std::function<std::shared_ptr<const ServedModel>()> own_model;
  /// Recognizer::swap.
  std::function<void(std::shared_ptr<const ServedModel>)> serve;
};

/// Training and model versions of a server: its services, and the threads that run jobs and follow what is served.
class Jobs {
 public:
  Jobs(const JobParts& parts, JobOptions options);
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Serves what the database says, and starts the threads.
  void start();
  /// Ends the children; their jobs wait for another server, or for this one to come back.
  void stop();
  /// Call when own_model gives another one: its model for lines reads beside all models.
  void own_model_has_changed();

  [[nodiscard]] JobContext& context() { return context_; }
  [[nodiscard]] Training& training() { return training_; }
  [[nodiscard]] OwnVersions& versions() { return versions_; }
  [[nodiscard]] Promotion& promotion() { return promotion_; }
  [[nodiscard]] ModelUpdates& updates() { return updates_; }
  [[nodiscard]] ModelShelf& shelf() { return shelf_; }
  [[nodiscard]] ServedWatch& served() { return served_; }

  /// For administrators.
  [[nodiscard]] Page<Job> jobs(PageRequest page);
  [[nodiscard]] JobCounts counts();
  /// Anybody's. Throws AccountError (not found).
  void cancel(const Administrator& by, const std::string& job_id);

  /// Forgets jobs that ended long ago, and what models achieve that are gone. Every hour by itself.
  void clean_up();

 private:
  JobContext context_;
  Training training_;
  OwnVersions versions_;
  Promotion promotion_;
  ModelUpdates updates_;
  ModelShelf shelf_;
  ServedWatch served_;
  JobRunner runner_;
  std::unique_ptr<PeriodicThread> cleaner_;  // last: it uses the rest
};

}  // namespace digitnet::serve
