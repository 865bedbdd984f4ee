#include "samples.hpp"

#include <array>
#include <utility>

#include "account_error.hpp"
#include "account_files.hpp"
#include "digit_judge.hpp"
#include "sample_export.hpp"
#include "sample_intake.hpp"
#include "sample_rows.hpp"

namespace digitnet::serve {
namespace {

constexpr std::int64_t kExportedAtOnce = 200;

[[noreturn]] void not_found() {
  throw AccountError(AccountError::Kind::not_found, "", "There is no such digit.");
}

Sample existing(SampleRows& rows, const std::string& owner, const std::string& id) {
  auto sample = rows.find(owner, id);
  if (!sample) not_found();
  return *std::move(sample);
}

}  // namespace

std::string_view name_of(AddedSample::Outcome outcome) {
  static constexpr std::array<std::string_view, 4> kNames{"added", "known", "conflict", "refused"};
  return kNames[static_cast<std::size_t>(outcome)];
}

Samples::Samples(Database& database, FileStore& files, Recognizer& recognizer, SampleOptions options)
    : database_(database),
      files_(files),
      recognizer_(recognizer),
      options_(std::move(options)),
      cutter_(recognizer),
      uploads_(options_.most_uploads_at_once) {}

std::vector<AddedSample> Samples::add(const User& user, const SampleForm& form) {
  if (form.files.empty()) throw AccountError(AccountError::Kind::invalid, "image", "Choose a picture first.");
  const UploadPlaces::Place place = uploads_.take();
  SampleIntake intake({database_, files_, locks_}, {user.id, form.source, quota_of(user), options_.clock()},
                      model_of(user.id));
  intake.check_quota();
  cutter_.cut(form.files, form.label, [&](CutPicture picture) { intake.keep(std::move(picture)); });
  return intake.take_results();
}

SampleList Samples::list(const std::string& owner, const SampleFilter& filter, const SampleRange& range) {
  return database_.read([&](Transaction& transaction) { return SampleRows(transaction).list(owner, filter, range); });
}

SampleCounts Samples::count(const std::string& owner) {
  return database_.read([&](Transaction& transaction) { return SampleRows(transaction).count(owner); });
}

Sample Samples::get(const std::string& owner, const std::string& id) {
  return database_.read([&](Transaction& transaction) {
    SampleRows rows(transaction);
    return existing(rows, owner, id);
  });
}

std::vector<std::uint8_t> Samples::picture(const std::string& owner, const std::string& id) {
  auto bytes = files_.get({owner, std::string(kSampleFiles), get(owner, id).sha256});
  if (!bytes) not_found();  // it was deleted meanwhile
  return *std::move(bytes);
}

Sample Samples::relabel(const std::string& owner, const std::string& id, int label) {
  return database_.write([&](Transaction& transaction) {
    SampleRows rows(transaction);
    Sample sample = existing(rows, owner, id);
    rows.set_label(sample, label);
    return sample;
  });
}

std::size_t Samples::relabel_all(const std::string& owner, const std::vector<std::string>& ids, int label) {
  return database_.write([&](Transaction& transaction) {
    SampleRows rows(transaction);
    std::size_t relabelled = 0;
    for (const std::string& id : ids) {
      auto sample = rows.find(owner, id);
      if (!sample) continue;
      rows.set_label(*sample, label);
      ++relabelled;
    }
    return relabelled;
  });
}

void Samples::remove(const std::string& owner, const std::string& id) {
  if (remove_all(owner, {id}) == 0) not_found();
}

std::size_t Samples::remove_all(const std::string& owner, const std::vector<std::string>& ids) {
  const auto lock = locks_.lock(owner);
  const auto removed = database_.write([&](Transaction& transaction) {
    std::vector<std::string> sha256s;
    for (const std::string& id : ids) {
      if (auto sha256 = SampleRows(transaction).remove(owner, id)) sha256s.push_back(*std::move(sha256));
    }
    return sha256s;
  });
  remove_files(owner, removed);
  return removed.size();
}

// Another server on the same database may put the same picture anew between the two: there the sweep does it.
void Samples::remove_files(const std::string& owner, const std::vector<std::string>& sha256s) {
  if (database_.is_postgresql()) return;
  for (const std::string& sha256 : sha256s) files_.remove({owner, std::string(kSampleFiles), sha256});
}

std::vector<TrainingSample> Samples::training_samples(const std::string& owner) {
  return database_.read([&](Transaction& transaction) { return SampleRows(transaction).training_samples(owner); });
}

std::size_t Samples::judge_anew(std::size_t most) {
  const auto owners = database_.read([&](Transaction& transaction) { return SampleRows(transaction).owners(); });
  std::size_t judged = 0;
  for (const std::string& owner : owners) {
    if (judged == most) break;
    judged += judge_anew_of(owner, most - judged);
  }
  return judged;
}

std::size_t Samples::judge_anew_of(const std::string& owner, std::size_t most) {
  const auto model = model_of(owner);
  const auto stale = database_.read(
      [&](Transaction& transaction) { return SampleRows(transaction).stale(owner, model->version, most); });
  std::vector<Image> seen;
  for (const StaleSample& sample : stale) seen.push_back(sample.seen);
  const std::vector<Opinion> opinions = judge_digits(*model, seen);
  if (stale.empty()) return 0;
  database_.write([&](Transaction& transaction) {
    SampleRows rows(transaction);
    for (std::size_t i = 0; i < stale.size(); ++i) rows.set_opinion(owner, stale[i].id, opinions[i]);
  });
  return stale.size();
}

std::shared_ptr<const ServedModel> Samples::model_of(const std::string& owner) const {
  return options_.model_of ? options_.model_of(owner) : recognizer_.model();
}

SampleQuota Samples::quota_of(const User& user) const {
  return {user.quotas.images.value_or(options_.most_images),
          user.quotas.image_bytes.value_or(options_.most_image_bytes)};
}

void Samples::add_hooks(AccountHooks& hooks) {
  delete_files_with_accounts(hooks, files_, locks_);
  hooks.exports.emplace_back([this](const std::string& owner, const ExportSink& sink) { export_samples(owner, sink); });
}

void Samples::export_samples(const std::string& owner, const ExportSink& sink) {
  std::vector<Sample> all;
  SampleRange range{0, kExportedAtOnce};
  for (SampleList part = list(owner, {}, range); !part.rows.empty(); part = list(owner, {}, range)) {
    range.offset += static_cast<std::int64_t>(part.rows.size());
    for (Sample& sample : part.rows) all.push_back(std::move(sample));
  }
  for (const Sample& sample : all) {
    const auto bytes = files_.get({owner, std::string(kSampleFiles), sample.sha256});
    if (bytes) sink(export_name(sample), {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  }
  sink("samples.json", samples_json(all));
}

}  // namespace digitnet::serve
