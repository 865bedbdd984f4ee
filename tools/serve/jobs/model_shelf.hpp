#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "job_context.hpp"

namespace digitnet::serve {

/// Which model reads for whom: a user's chosen version, a candidate for some of the strangers, else what is served.
/// Keeps the models that were used last in memory. For any thread.
class ModelShelf {
 public:
  static constexpr std::size_t kMostModels = 8;

  explicit ModelShelf(JobContext& context) : context_(context) {}

  /// The version that the user reads with; null: what everybody is served. Asks the database. Throws as load().
  [[nodiscard]] std::shared_ptr<const ServedModel> model_for_user(const std::string& user_id);
  /// The candidate for the share of clients that it reads for, always the same ones; null: what is served. Asks
  /// nothing.
  [[nodiscard]] std::shared_ptr<const ServedModel> model_for_stranger(std::string_view client_address) const;
  void set_candidate(std::shared_ptr<const ServedModel> candidate, int percent);

  /// A model of the store, with the server's own model for lines beside it. Throws DatabaseError, FileError when it is
  /// not there, FormatError.
  [[nodiscard]] std::shared_ptr<const ServedModel> load(const std::string& owner, const std::string& sha256);
  /// Forgets what is kept in memory, once the server's own model is another.
  void clear();

 private:
  struct Kept {
    std::string key;  // owner and sum
    std::shared_ptr<const ServedModel> model;
  };

  [[nodiscard]] std::shared_ptr<const ServedModel> find(const std::string& key);
  /// With what was measured of it on MNIST, where that is.
  [[nodiscard]] std::shared_ptr<const ServedModel> with_evaluation(std::shared_ptr<const ServedModel> model);
  /// Unless the server's own model is no longer `own`, which the model was loaded beside.
  void keep(Kept kept, const std::shared_ptr<const ServedModel>& own);

  JobContext& context_;
  mutable std::mutex mutex_;
  std::list<Kept> kept_;  // most recently used first
  std::shared_ptr<const ServedModel> candidate_;
  int percent_ = 0;
};

}  // namespace digitnet::serve
