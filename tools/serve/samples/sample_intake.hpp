#pragma once

#include <string>
#include <vector>

#include "digit_cutter.hpp"
#include "file_store.hpp"
#include "owner_locks.hpp"
#include "samples.hpp"

namespace digitnet::serve {

/// What an intake works with.
struct SampleKeeping {
  Database& database;
  FileStore& files;
  OwnerLocks& locks;
};

/// Whose digits are kept, how they came, and within which limits.
struct IntakeOf {
  std::string owner;
  SampleSource source = SampleSource::upload;
  SampleQuota quota;
  Time now;
};

/// Keeps the digits of one upload, picture by picture: first the files, then all rows of a picture in one transaction,
/// in which the quota is checked. So a crash leaves whole pictures, and files that no row refers to for the sweep.
class SampleIntake {
 public:
  SampleIntake(SampleKeeping keeping, IntakeOf of, std::shared_ptr<const ServedModel> model)
      : keeping_(keeping), of_(std::move(of)), model_(std::move(model)) {}

  /// Throws AccountError (too many) when the quota is used up.
  void check_quota();
  void keep(CutPicture picture);

  [[nodiscard]] std::vector<AddedSample> take_results() { return std::move(results_); }

 private:
  [[nodiscard]] std::vector<AddedSample> keep_rows(Transaction& transaction, const std::vector<Sample>& samples,
                                                   const std::vector<CutDigit>& digits) const;
  [[nodiscard]] std::vector<Sample> store_files(const CutPicture& picture);
  void refuse(const std::string& file_name, int status, std::string problem);

  SampleKeeping keeping_;
  IntakeOf of_;
  std::shared_ptr<const ServedModel> model_;
  std::vector<AddedSample> results_;
};

}  // namespace digitnet::serve
