#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "model_shelf.hpp"
#include "periodic_thread.hpp"

namespace digitnet::serve {

/// Has the server serve what the database says: at the start, and within two seconds after this server or another one
/// promoted a version or rolled back. Where nothing was promoted, that is the model that the server was started with.
class ServedWatch {
 public:
  /// `serve` is Recognizer::swap; what it is given last is served.
  ServedWatch(JobContext& context, ModelShelf& shelf, std::function<void(std::shared_ptr<const ServedModel>)> serve);
  ServedWatch(const ServedWatch&) = delete;
  ServedWatch& operator=(const ServedWatch&) = delete;

  /// Looks now, and from now on again and again.
  void start();
  void stop();
  /// Looks soon. Nothing before start() and after stop(), also from threads that have not ended then.
  void wake();
  /// Looks now. A database that is down, or a model that cannot be loaded, is said to the operator once, and what was
  /// served goes on.
  void look();
  /// Loads again what is served and the candidate, with what JobContext::own_model has beside it now. Clear the shelf
  /// first.
  void load_again();

 private:
  void follow();
  void follow_version();
  void follow_canary();

  JobContext& context_;
  ModelShelf& shelf_;
  std::function<void(std::shared_ptr<const ServedModel>)> serve_;
  std::mutex mutex_;  // of the next three
  std::shared_ptr<const ServedModel> served_;
  std::optional<std::string> candidate_;  // its sum, and percent; empty: there is none; nothing: not known
  std::string last_problem_;
  std::mutex thread_mutex_;                 // of the next
  std::unique_ptr<PeriodicThread> thread_;  // last: it uses the rest
};

}  // namespace digitnet::serve
