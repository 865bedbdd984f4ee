#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clock.hpp"
#include "database.hpp"
#include "model_version.hpp"
#include "page.hpp"

namespace digitnet::serve {

/// What a model achieves on images that all models are measured on.
struct ModelScore {
  std::string model_sha256;
  std::string data;  ///< kMnist, or TestSet::name()
  ShareRight right;
  double loss = 0;
  std::string evaluation;  ///< JSON, as `digitnet evaluate --json` prints it
};

/// A version of a user's.
struct UserVersion {
  ModelVersion version;
  std::string owner_email;
};

inline constexpr const char* kMnist = "mnist";

/// The rows of versions and of what they achieve, as part of the caller's transaction.
class Versions {
 public:
  explicit Versions(Transaction& transaction) : transaction_(transaction) {}

  /// Gives back the id; `id` and `number` are new ones. Its file is in the store already.
  std::string add(const ModelVersion& version);
  [[nodiscard]] std::optional<ModelVersion> find(const std::string& id);
  /// One of this user's, or of the server's own (nothing). Throws AccountError (not found), also for another's.
  [[nodiscard]] ModelVersion get(const std::string& id, const std::optional<std::string>& owner_id);
  /// The latest first.
  [[nodiscard]] Page<ModelVersion> list(const std::optional<std::string>& owner_id, PageRequest page);
  /// Those of all users.
  [[nodiscard]] Page<UserVersion> list_of_users(PageRequest page);
  [[nodiscard]] std::int64_t count(const std::optional<std::string>& owner_id);
  void set_note(const std::string& id, const std::string& note);
  void remove(const std::string& id);
  /// Whether a row of this owner refers to this file.
  [[nodiscard]] bool has_file(const std::optional<std::string>& owner_id, const std::string& sha256);

  /// The version that a user reads with; nothing: what everybody is served.
  [[nodiscard]] std::optional<ModelVersion> chosen(const std::string& user_id);
  void choose(const std::string& user_id, const std::string& version_id, Time now);
  void choose_served(const std::string& user_id);

  void set_score(const ModelScore& score, Time now);
  [[nodiscard]] std::optional<ModelScore> score(const std::string& model_sha256, const std::string& data);
  /// Forgets what models achieve that are neither a version, nor what one began with, nor `own_sha256`.
  void clean_up_scores(const std::string& own_sha256);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
