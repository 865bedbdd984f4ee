#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "administration.hpp"
#include "job.hpp"
#include "job_context.hpp"
#include "page.hpp"
#include "promotion_gate.hpp"
#include "served_rows.hpp"
#include "test_sets.hpp"
#include "versions.hpp"

namespace digitnet::serve {

/// What everybody is served.
struct Served {
  std::optional<ModelVersion> version;  ///< nothing: what the server was started with
  std::string sha256;                   ///< of it, or of that
  Canary canary;
  std::optional<PromotionRow> last_promotion;  ///< that was not undone: what a roll-back takes back
};

/// How administrators change what everybody is served; that the caller is one is the caller's to check. Nothing else
/// changes it: users' data and versions never do by themselves. Everything goes into the audit log. For any thread.
///
/// All that name a version throw AccountError (not found) unless it is one of the server's own.
class Promotion {
 public:
  static constexpr std::size_t kLargestModel_bytes = std::size_t{64} << 20;
  static constexpr std::int64_t kFewestTestDigits = 10;
  static constexpr std::int64_t kMostNeverServed = 20;

  explicit Promotion(JobContext& context) : context_(context) {}

  [[nodiscard]] Served served();
  /// The versions of the server's own.
  [[nodiscard]] Page<ModelVersion> versions(PageRequest page);
  [[nodiscard]] ModelVersion get(const std::string& version_id);
  /// Those of users, which take() takes, without their notes and what was measured on their digits.
  [[nodiscard]] Page<UserVersion> versions_of_users(PageRequest page);

  /// Makes a version of the server's own and queues its evaluation. Gives back its id. Throws AccountError: invalid
  /// (field `file`) with what is wrong with the file; taken when these bytes are a version, or what is served, already,
  /// or when there are kMostNeverServed versions that were never served.
  std::string upload(const Administrator& by, std::span<const std::uint8_t> bytes, std::string_view note);
  /// Likewise for what was fetched as an update.
  std::string add_update(const Administrator& by, std::span<const std::uint8_t> bytes, std::string_view note);
  /// A copy of a user's version: it stays when that goes. Nothing in it, nor in its file, was measured on the user's
  /// digits. Throws likewise.
  std::string take(const Administrator& by, const std::string& version_id, std::string_view note);
  /// Queues the evaluation of a version again. Gives back the job's id. Throws AccountError (taken) when one waits.
  std::string evaluate(const Administrator& by, const std::string& version_id);
  /// Nothing when that was long ago.
  [[nodiscard]] std::optional<Job> last_evaluation(const std::string& version_id);
  /// Throws AccountError (forbidden) for one that is or was served, or is a candidate.
  void remove(const Administrator& by, const std::string& version_id);

  [[nodiscard]] PromotionGate gate(const std::string& version_id);
  /// Has everybody served with this version from now on. A candidate that is this version, or that does not pass the
  /// gate beside it, is none any more. Throws AccountError: invalid (field `note`: it is needed); forbidden, with the
  /// reason, when the gate refuses.
  void promote(const Administrator& by, const std::string& version_id, std::string_view note);
  /// Back to what was served before the last promotion, which the caller names, so that two who press the button at
  /// once take back one. A candidate that does not pass the gate then is none any more. Throws AccountError: invalid
  /// when there is no promotion; taken when the last one is another.
  void roll_back(const Administrator& by, const std::string& promotion_id);
  /// Has a version read for this many percent of the anonymous clients. Throws AccountError: invalid (field `percent`:
  /// 1 to 50); forbidden, with the reason, when the gate refuses.
  void set_canary(const Administrator& by, const std::string& version_id, int percent);
  void end_canary(const Administrator& by);
  [[nodiscard]] Page<PromotionRow> history(PageRequest page);

  /// Makes the administrator's own labelled digits, as they are now, the test set; versions are to be evaluated again.
  /// Throws AccountError (invalid) when there are fewer than kFewestTestDigits.
  void set_test_set(const Administrator& by);
  void clear_test_set(const Administrator& by);
  [[nodiscard]] std::optional<TestSet> test_set();

 private:
  std::string add(const Administrator& by, ModelVersion version, std::span<const std::uint8_t> bytes);
  void check_room(Transaction& transaction, const ModelVersion& version) const;
  [[nodiscard]] PromotionGate gate(Transaction& transaction, const ModelVersion& version) const;
  [[nodiscard]] std::string served_sha256(Transaction& transaction) const;
  void end_unfit_canary(Transaction& transaction, const Administrator& by) const;

  JobContext& context_;
};

}  // namespace digitnet::serve
