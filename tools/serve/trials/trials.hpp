#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "account_hooks.hpp"
#include "jobs.hpp"
#include "page.hpp"
#include "paired_comparison.hpp"
#include "quiet_reader.hpp"
#include "trial.hpp"

namespace digitnet::serve {

class TrialRows;

struct TrialOptions {
  std::int64_t most_digits = 1000;  ///< of one set
  std::int64_t most_sets = 100;     ///< of one user
  std::int64_t most_readings = 20;  ///< of one set
};

/// The model that is to read: the one that the user reads with (also where none is named), what everybody is served, or
/// the id of a version.
using TrialModelName = std::string;
inline constexpr const char* kOwnModel = "own";
inline constexpr const char* kServedModel = "served";

/// What a user sends to test with.
struct TrialForm {
  std::vector<SentFile> files;
  std::optional<LabelText> label = {};  ///< of all; nothing: each file's name must give one
  std::string name = {};                ///< of the set; empty: one is made
  TrialModelName model = kOwnModel;
};

/// A trial beside the other readings of the same digits.
struct TrialView {
  TrialResult result;
  /// In the order in which they were made; the first of a comparison is `result`.
  std::vector<std::pair<Trial, PairedComparison>> others;
};

/// What a user keeps to test with, and may: as many digits and bytes beside the samples as they may keep of those.
struct TrialUse {
  SampleQuota used;
  SampleQuota quota;
};

/// Tests by users with fresh digits, apart from their samples. Every call names a user, and what is not that user's is
/// not found: AccountError. For any number of threads.
class Trials {
 public:
  /// `served` gives what everybody is served.
  Trials(Jobs& jobs, std::function<std::shared_ptr<const ServedModel>()> served, TrialOptions options = {})
      : jobs_(jobs), context_(jobs.context()), served_(std::move(served)), options_(options) {}

  /// Keeps the digits in these files as a set, all of them at once, and has it read. Gives back the trial's id.
  ///
  /// Throws as DigitCutter::cut; PictureRefused, which says why, when no digit can be tested with; AccountError: too
  /// many (quota, sets), busy, invalid, not found (the version).
  [[nodiscard]] std::string begin(const User& user, const TrialForm& form);
  /// Has the digits of a trial read by another model. Gives back the id of the trial, one that is there when that model
  /// has read them before. Throws AccountError likewise: it takes a place among those that send.
  [[nodiscard]] std::string read_again(const User& user, const std::string& id, const TrialModelName& model);

  /// The latest first.
  [[nodiscard]] Page<Trial> list(const User& user, PageRequest page);
  [[nodiscard]] TrialResult get(const User& user, const std::string& id);
  [[nodiscard]] TrialView view(const User& user, const std::string& id);
  /// Two readings of the same digits. Throws AccountError (not found) for those of different ones.
  [[nodiscard]] std::pair<TrialResult, TrialResult> get_both(const User& user, const std::string& id,
                                                             const std::string& other);
  [[nodiscard]] std::vector<std::uint8_t> picture(const User& user, const std::string& id, std::int64_t number);
  /// The digits go with the last trial of theirs.
  void remove(const User& user, const std::string& id);
  [[nodiscard]] TrialUse use(const User& user);
  /// Of what everybody is served.
  [[nodiscard]] std::string served_sha256() const { return served_()->sha256; }

  /// Exports the trials of accounts, whose files go with all others of the account. The hook refers to this object.
  void add_hooks(AccountHooks& hooks);

 private:
  struct ReadingModel {
    std::optional<std::int64_t> version_number;
    std::shared_ptr<const ServedModel> model;
  };
  [[nodiscard]] ReadingModel model_named(const User& user, const TrialModelName& name);
  [[nodiscard]] TrialResult read(const ReadingModel& model, FreshSet set, std::vector<FreshDigit> digits);
  [[nodiscard]] SampleQuota room_of(Transaction& transaction, const User& user);
  void check_readings(TrialRows& rows, const FreshSet& set) const;
  void export_trials(const std::string& owner, const ExportSink& sink);
  void export_digits(const TrialResult& result, const ExportSink& sink);

  Jobs& jobs_;
  JobContext& context_;
  std::function<std::shared_ptr<const ServedModel>()> served_;
  TrialOptions options_;
  QuietReader reader_;
};

/// How the first did beside the second on the same digits, of which those count that were fresh to both.
[[nodiscard]] PairedComparison compare(const TrialResult& first, const TrialResult& second);

}  // namespace digitnet::serve
