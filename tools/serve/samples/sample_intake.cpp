#include "sample_intake.hpp"

#include <fmt/format.h>

#include "account_error.hpp"
#include "digit_judge.hpp"
#include "megabytes.hpp"
#include "sample_rows.hpp"
#include "shown_name.hpp"

namespace digitnet::serve {
namespace {

constexpr int kTooManyRequests = 429;

bool is_full(const SampleQuota& used, const SampleQuota& quota) {
  return used.images >= quota.images || used.bytes >= quota.bytes;
}

std::string quota_problem(const SampleQuota& used, const SampleQuota& quota) {
  return fmt::format(
      "You keep {} of {} digits and {} of {} MB. Delete some to make room, or ask an administrator for more.",
      used.images, quota.images, megabytes(used.bytes), megabytes(quota.bytes));
}

/// What becomes of a picture that is there already.
AddedSample meet(SampleRows& rows, Sample there, std::optional<int> label) {
  AddedSample met{AddedSample::Outcome::known, {}, {}, 200, {}};
  if (label && !there.label) {
    rows.set_label(there, *label);
  } else if (label && label != there.label) {
    rows.set_other_label(there, *label);
    met.outcome = AddedSample::Outcome::conflict;
  }
  met.sample = std::move(there);
  return met;
}

}  // namespace

void SampleIntake::check_quota() {
  const SampleQuota used =
      keeping_.database.read([&](Transaction& transaction) { return SampleRows(transaction).used(of_.owner); });
  if (!is_full(used, of_.quota)) return;
  throw AccountError(AccountError::Kind::too_many, "", quota_problem(used, of_.quota));
}

void SampleIntake::keep(CutPicture picture) {
  if (!picture.problem.empty()) return refuse(picture.name, picture.status, std::move(picture.problem));
  const auto lock = keeping_.locks.lock(of_.owner);
  try {
    check_quota();  // so that what cannot be kept fills no disk
  } catch (const AccountError& error) {
    return refuse(picture.name, kTooManyRequests, error.what());
  }
  const std::vector<Sample> samples = store_files(picture);
  std::vector<AddedSample> kept = keeping_.database.write(
      [&](Transaction& transaction) { return keep_rows(transaction, samples, picture.digits); });
  for (AddedSample& added : kept) results_.push_back(std::move(added));
}

std::vector<Sample> SampleIntake::store_files(const CutPicture& picture) {
  std::vector<Image> seen;
  for (const CutDigit& digit : picture.digits) seen.push_back(digit.seen);
  const std::vector<Opinion> opinions = judge_digits(*model_, seen);
  std::vector<Sample> samples;
  for (std::size_t i = 0; i < picture.digits.size(); ++i) {
    const CutDigit& digit = picture.digits[i];
    Sample sample;
    sample.owner = of_.owner;
    sample.sha256 = keeping_.files.put(of_.owner, kSampleFiles, digit.png);
    sample.label = digit.label;
    sample.source = of_.source;
    sample.file_name = shown_name(picture.name);
    sample.bytes = static_cast<std::int64_t>(digit.png.size());
    sample.opinion = opinions[i];
    sample.created_at = of_.now;
    samples.push_back(std::move(sample));
  }
  return samples;
}

std::vector<AddedSample> SampleIntake::keep_rows(Transaction& transaction, const std::vector<Sample>& samples,
                                                 const std::vector<CutDigit>& digits) const {
  SampleRows rows(transaction);
  SampleQuota used = rows.used(of_.owner);
  std::vector<AddedSample> kept;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    Sample sample = samples[i];
    AddedSample added{AddedSample::Outcome::added, sample.file_name, {}, 200, {}};
    if (auto there = rows.find_picture(of_.owner, sample.sha256)) {
      added = meet(rows, *std::move(there), sample.label);
      added.file_name = sample.file_name;
    } else if (used.images + 1 > of_.quota.images || used.bytes + sample.bytes > of_.quota.bytes) {
      added = {AddedSample::Outcome::refused, sample.file_name, {}, kTooManyRequests, quota_problem(used, of_.quota)};
    } else {
      rows.add(sample, digits[i].seen);
      used = {used.images + 1, used.bytes + sample.bytes};
      added.sample = std::move(sample);
    }
    kept.push_back(std::move(added));
  }
  return kept;
}

void SampleIntake::refuse(const std::string& file_name, int status, std::string problem) {
  results_.push_back({AddedSample::Outcome::refused, shown_name(file_name), {}, status, std::move(problem)});
}

}  // namespace digitnet::serve
