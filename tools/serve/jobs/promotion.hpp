#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "administration.hpp"
#include "job.hpp"
#include "job_context.hpp"
#include "page.hpp"
#include "versions.hpp"

namespace digitnet::serve {

/// Labelled images of an administrator that a model must read well to be served.
struct TestSet {
  std::string id;
  std::int64_t images = 0;
  std::string images_sha256;
  std::string labels_sha256;
  Time created_at;
  std::string created_by;
};

/// A test that a version must pass to be served: on one set of images it may not fall behind what is served by more
/// than a margin.
struct GateTest {
  std::string data;   ///< kMnist, or TestSet::images_sha256
  double margin = 0;  ///< of accuracy
  std::optional<ShareRight> served;
  std::optional<ShareRight> candidate;

  [[nodiscard]] bool is_passed() const {
    return served && candidate && candidate->accuracy() >= served->accuracy() - margin - 1e-9;
  }
};

struct Gate51 {
  std::vector<GateTest> tests;
  /// Why the version may not be served: a sentence; empty when it may.
  [[nodiscard]] std::string obstacle() const;
};

/// What everybody is served.
struct Served {
  std::optional<ModelVersion> version;  ///< nothing: what the server was started with
  std::string sha256;                   ///< of it, or of that
  std::optional<ModelVersion> candidate;
  int canary_percent = 0;  ///< of anonymous clients, that the candidate reads for
  std::int64_t revision = 0;
};

/// One time that a version became what is served.
struct PromotionRow {
  std::string id;
  std::string version_id;
  std::optional<std::string> replaced_id;
  std::string note;
  Time promoted_at;
  std::string promoted_by;
  std::optional<Time> undone_at;
};

/// How administrators change what everybody is served; that the caller is one is the caller's to check. Nothing else
/// changes it. Everything goes into the audit log. For any thread.
class Promotion {
 public:
  static constexpr double kMnistMargin = 0.001;
  static constexpr double kTestSetMargin = 0.005;
  static constexpr std::size_t kLargestModel_bytes = std::size_t{64} << 20;

  explicit Promotion(JobContext& context) : context_(context) {}

  [[nodiscard]] Served served();
  [[nodiscard]] Page<ModelVersion> versions(PageRequest page);
  [[nodiscard]] ModelVersion get(const std::string& version_id);
  /// The jobs that evaluate, and those of users.
  [[nodiscard]] Page<Job> jobs(PageRequest page);
  /// Another user's, too. Throws AccountError (not found).
  void cancel_job(const Administrator& by, const std::string& job_id);

  /// Makes a version of the server's own and queues its evaluation. Gives back its id. Throws AccountError (invalid,
  /// field `file`) with what is wrong with the file; taken when these bytes are a version already.
  std::string upload(const Administrator& by, std::span<const std::uint8_t> bytes, std::string_view note);
  /// A copy of a user's version: it stays when that goes. Throws likewise.
  std::string take(const Administrator& by, const std::string& version_id, std::string_view note);
  /// Queues the evaluation of a version again. Gives back the job's id.
  std::string evaluate(const Administrator& by, const std::string& version_id);
  /// Throws AccountError (forbidden) for what is served, or a candidate, or was.
  void remove(const Administrator& by, const std::string& version_id);

  [[nodiscard]] Gate51 gate(const std::string& version_id);
  /// Has everybody served with this version from now on. Throws AccountError: invalid (field `note`: it is needed);
  /// forbidden, with the reason, when the gate refuses.
  void promote(const Administrator& by, const std::string& version_id, std::string_view note);
  /// Back to what was served before the last promotion. Throws AccountError (invalid) when there was none.
  void roll_back(const Administrator& by);
  /// Has a version read for some of the anonymous clients; 0 percent: for none. Throws AccountError: invalid
  /// (percent), forbidden, with the reason, when the gate refuses.
  void set_canary(const Administrator& by, const std::string& version_id, int percent);
  [[nodiscard]] Page<PromotionRow> history(PageRequest page);

  /// Makes the administrator's own labelled images the test set, as they are now; versions are to be evaluated again.
  /// Throws AccountError (invalid) when there are fewer than 10.
  void set_test_set(const Administrator& by);
  void clear_test_set(const Administrator& by);
  [[nodiscard]] std::optional<TestSet> test_set();

 private:
  std::string add(const Administrator& by, ModelVersion version, std::span<const std::uint8_t> bytes);

  JobContext& context_;
};

}  // namespace digitnet::serve
