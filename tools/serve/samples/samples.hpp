#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account_hooks.hpp"
#include "clock.hpp"
#include "database.hpp"
#include "digit_cutter.hpp"
#include "file_store.hpp"
#include "owner_locks.hpp"
#include "recognizer.hpp"
#include "sample.hpp"
#include "sample_filter.hpp"
#include "upload_places.hpp"
#include "user.hpp"

namespace digitnet::serve {

struct SampleOptions {
  Clock clock = system_time;
  /// What a user may keep unless their own quotas say otherwise.
  std::int64_t most_images = 5000;
  std::int64_t most_image_bytes = 200'000'000;
  int most_uploads_at_once = 4;  ///< of all users; more are told to come again
  /// The model that says which labels are doubtful; by default the one that is served.
  std::function<std::shared_ptr<const ServedModel>(const std::string& owner)> model_of = {};
};

/// What came of one digit that was sent, or of a picture without any.
struct AddedSample {
  enum class Outcome {
    added,
    known,     ///< the same picture is there with the same label; or without one, which it now has
    conflict,  ///< the same picture is there with another label: that stays, and the sample says so
    refused,
  };
  Outcome outcome = Outcome::refused;
  std::string file_name;
  std::optional<Sample> sample;  ///< the one that is there now
  int status = 200;              ///< of one that was refused: 413, 415, 422, 429 or 503
  std::string problem;           ///< then why
};

/// The kind of the files in the FileStore.
inline constexpr std::string_view kSampleFiles = "image";

/// `added`, `known`, `conflict`, `refused`.
[[nodiscard]] std::string_view name_of(AddedSample::Outcome outcome);

/// What a user sends to be kept.
struct SampleForm {
  std::vector<SentFile> files;
  std::optional<LabelText> label;  ///< of all; nothing: each file's name may give one
  SampleSource source = SampleSource::upload;
};

/// The digits of all users: "My digits". Every call names an owner, and what is not that owner's is not found. For any
/// number of threads.
class Samples {
 public:
  Samples(Database& database, FileStore& files, Recognizer& recognizer, SampleOptions options = {});

  /// Keeps the digits in these files, each as long as the quotas allow; two uploads at once keep within them too.
  /// Throws as DigitCutter::cut; AccountError: too many when the quota is used up already, busy, invalid without files.
  [[nodiscard]] std::vector<AddedSample> add(const User& user, const SampleForm& form);

  [[nodiscard]] SampleList list(const std::string& owner, const SampleFilter& filter, const SampleRange& range);
  [[nodiscard]] SampleCounts count(const std::string& owner);
  /// These throw AccountError (not found).
  [[nodiscard]] Sample get(const std::string& owner, const std::string& id);
  [[nodiscard]] std::vector<std::uint8_t> picture(const std::string& owner, const std::string& id);
  /// Settles a conflict too.
  Sample relabel(const std::string& owner, const std::string& id, int label);
  void remove(const std::string& owner, const std::string& id);
  /// Those of `ids` that are this owner's; returns how many.
  std::size_t relabel_all(const std::string& owner, const std::vector<std::string>& ids, int label);
  std::size_t remove_all(const std::string& owner, const std::vector<std::string>& ids);

  /// All that have a label, in the order in which they came.
  [[nodiscard]] std::vector<TrainingSample> training_samples(const std::string& owner);

  /// Asks the models of today about samples that were judged by others, `most` at most. Returns how many those were.
  /// Nothing that only looks does it: the application calls it now and then.
  std::size_t judge_anew(std::size_t most);

  /// What the user may keep.
  [[nodiscard]] SampleQuota quota_of(const User& user) const;
  /// Deletes the files of accounts and exports their samples. The hooks refer to this object.
  void add_hooks(AccountHooks& hooks);
  /// Cuts pictures as add() does, for tests with fresh ones.
  [[nodiscard]] DigitCutter& cutter() { return cutter_; }
  /// What add() takes one of.
  [[nodiscard]] UploadPlaces& uploads() { return uploads_; }

 private:
  std::size_t judge_anew_of(const std::string& owner, std::size_t most);
  [[nodiscard]] std::shared_ptr<const ServedModel> model_of(const std::string& owner) const;
  void remove_files(const std::string& owner, const std::vector<std::string>& sha256s);
  void export_samples(const std::string& owner, const ExportSink& sink);

  Database& database_;
  FileStore& files_;
  Recognizer& recognizer_;
  SampleOptions options_;
  DigitCutter cutter_;
  OwnerLocks locks_;
  UploadPlaces uploads_;
};

}  // namespace digitnet::serve
