#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "model_shelf.hpp"
#include "periodic_thread.hpp"

namespace digitnet::serve {

/// Has the server serve what the database says: at the start, and within two seconds after another server, or this
/// one, promoted a version or rolled back.
class ServedWatch {
 public:
  /// `serve` is Recognizer::swap.
  ServedWatch(JobContext& context, ModelShelf& shelf, std::function<void(std::shared_ptr<const ServedModel>)> serve);
  ~ServedWatch();
  ServedWatch(const ServedWatch&) = delete;
  ServedWatch& operator=(const ServedWatch&) = delete;

  /// Looks once, and from now on again and again.
  void start();
  void stop() { thread_.reset(); }
  /// Looks now; a model that cannot be loaded is said to the operator, and what was served goes on.
  void look();
  /// The model that the server was started with has been loaded anew: serves it where nothing was promoted.
  void own_model_has_changed();

 private:
  void serve_version();

  JobContext& context_;
  ModelShelf& shelf_;
  std::function<void(std::shared_ptr<const ServedModel>)> serve_;
  std::mutex mutex_;  // of the rest
  std::string served_sha256_;
  std::string candidate_sha256_;
  int percent_ = 0;
  std::string last_problem_;
  std::unique_ptr<PeriodicThread> thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
