#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "clock.hpp"
#include "database.hpp"
#include "model_version.hpp"
#include "page.hpp"

namespace digitnet::serve {

/// One time that a version became what is served.
struct PromotionRow {
  std::string id;
  std::string version_id;
  std::int64_t version_number = 0;
  std::optional<std::string> replaced_id;  ///< nothing: what the server was started with
  std::string note;
  Time promoted_at;
  std::string promoted_by;
  std::optional<Time> undone_at;
  std::string undone_by;
};

/// A candidate, and the share of the anonymous clients that it reads for.
struct Canary {
  std::optional<ModelVersion> version;
  int percent = 0;
};

/// The rows that say what everybody is served, as part of the caller's transaction.
class ServedRows {
 public:
  explicit ServedRows(Transaction& transaction) : transaction_(transaction) {}

  /// Nothing: what the server was started with.
  [[nodiscard]] std::optional<ModelVersion> version();
  [[nodiscard]] Canary canary();
  void set_version(const std::optional<std::string>& version_id);
  /// Nothing: no candidate.
  void set_canary(const std::optional<std::string>& version_id, int percent);

  void add(const PromotionRow& row);
  /// The last promotion that was not undone.
  [[nodiscard]] std::optional<PromotionRow> last();
  void undo(const std::string& promotion_id, const std::string& by, Time now);
  [[nodiscard]] Page<PromotionRow> list(PageRequest page);
  /// Whether a promotion, be it undone or not, or the canary refers to a version.
  [[nodiscard]] bool refers_to(const std::string& version_id);
  /// How many versions of the server's own no promotion refers to.
  [[nodiscard]] std::int64_t count_never_served();

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
