#include "trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "account_error.hpp"
#include "fresh_intake.hpp"
#include "megabytes.hpp"
#include "shown_name.hpp"
#include "trial_export.hpp"
#include "trial_rows.hpp"
#include "user_fields.hpp"

namespace digitnet::serve {
namespace {

[[noreturn]] void not_found() {
  throw AccountError(AccountError::Kind::not_found, "", "There is no such test.");
}

[[noreturn]] void too_many(const std::string& sentence) {
  throw AccountError(AccountError::Kind::too_many, "", sentence);
}

Trial existing(TrialRows& rows, const std::string& owner, const std::string& id) {
  auto trial = rows.find(owner, id);
  if (!trial) not_found();
  return *std::move(trial);
}

std::string set_name(const TrialForm& form, std::size_t digits) {
  if (!form.name.empty()) return checked_name(form.name);
  return form.files.size() == 1 ? shown_name(form.files.front().name) : fmt::format("{} digits", digits);
}

std::vector<bool> right_answers(const TrialResult& result) {
  std::vector<bool> right(result.digits.size(), true);
  for (const Mistake& mistake : result.evaluation.mistakes) right[mistake.index] = false;
  return right;
}

/// Writes down a reading, once it is known which of the digits are known.
void keep(TrialRows& rows, TrialResult& result) {
  result.is_known = rows.known_digits(result.trial.set, result.digits.size());
  const std::vector<bool> right = right_answers(result);
  result.trial.known = {};
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (!result.is_known[i]) continue;
    ++result.trial.known.images;
    if (right[i]) ++result.trial.known.right;
  }
  rows.add(result);
}

TrialResult load(TrialRows& rows, Trial trial, std::vector<FreshDigit> digits) {
  TrialRows::Answers answers = rows.answers(trial);
  Evaluation evaluation = evaluate_outputs(answers.outputs, digits);
  return {std::move(trial), std::move(digits), std::move(answers.is_known), std::move(answers.outputs),
          std::move(evaluation)};
}

TrialResult load(TrialRows& rows, Trial trial) {
  std::vector<FreshDigit> digits = rows.digits(trial.set);
  return load(rows, std::move(trial), std::move(digits));
}

}  // namespace

PairedComparison compare(const TrialResult& first, const TrialResult& second) {
  const std::vector<bool> of_first = right_answers(first);
  const std::vector<bool> of_second = right_answers(second);
  PairedComparison comparison;
  for (std::size_t i = 0; i < of_first.size(); ++i) {
    if (first.is_known[i] || second.is_known[i]) {
      ++comparison.left_out;
    } else {
      comparison.add(of_first[i], of_second[i]);
    }
  }
  return comparison;
}

std::string Trials::begin(const User& user, const TrialForm& form) {
  if (form.files.empty()) throw AccountError(AccountError::Kind::invalid, "image", "Choose a picture first.");
  const UploadPlaces::Place place = context_.samples.uploads().take();
  const ReadingModel model = model_named(user, form.model);
  (void)set_name(form, 0);  // before anything is kept
  const SampleQuota room =
      context_.database().read([&](Transaction& transaction) { return room_of(transaction, user); });
  FreshIntake intake(context_.files, user.id, {std::min(room.images, options_.most_digits), room.bytes});
  context_.samples.cutter().cut(form.files, form.label, [&](CutPicture picture) { intake.take(std::move(picture)); });
  intake.check_any();
  FreshSet set{"", user.id, set_name(form, intake.digits().size()), intake.left_out(), context_.now()};
  const TrialResult read_result = read(model, std::move(set), intake.digits());
  return context_.database().write([&](Transaction& transaction) {
    (void)room_of(transaction, user);
    TrialRows rows(transaction);
    TrialResult result = read_result;
    rows.add_set(result.trial.set, result.digits);
    keep(rows, result);
    const SampleQuota used = rows.used(user.id);
    const SampleQuota quota = context_.samples.quota_of(user);
    if (used.images > quota.images || used.bytes > quota.bytes) {  // another upload was faster
      too_many("There is no room for so many more digits to test with.");
    }
    return result.trial.id;
  });
}

std::string Trials::read_again(const User& user, const std::string& id, const TrialModelName& name) {
  const ReadingModel model = model_named(user, name);
  const auto [trial, there, digits] = context_.database().read([&](Transaction& transaction) {
    TrialRows rows(transaction);
    Trial found = existing(rows, user.id, id);
    auto before = rows.find_reading(found.set, model.model->sha256);
    if (!before) check_readings(rows, found.set);
    auto digits_of_set = rows.digits(found.set);
    return std::tuple(std::move(found), std::move(before), std::move(digits_of_set));
  });
  if (there) return there->id;
  const UploadPlaces::Place place = context_.samples.uploads().take();
  const TrialResult read_result = read(model, trial.set, digits);
  return context_.database().write([&](Transaction& transaction) {
    TrialRows rows(transaction);
    (void)existing(rows, user.id, id);  // it may have been deleted meanwhile, and its set with it
    if (const auto meanwhile = rows.find_reading(trial.set, model.model->sha256)) return meanwhile->id;
    check_readings(rows, trial.set);  // others may have read them meanwhile
    TrialResult result = read_result;
    keep(rows, result);
    return result.trial.id;
  });
}

void Trials::check_readings(TrialRows& rows, const FreshSet& set) const {
  const std::size_t readings = rows.of_set(set).size();
  if (static_cast<std::int64_t>(readings) >= options_.most_readings) {
    too_many(fmt::format("{} models have read these digits; delete one of the tests first.", readings));
  }
}

TrialResult Trials::read(const ReadingModel& model, FreshSet set, std::vector<FreshDigit> digits) {
  TrialResult result;
  result.digits = std::move(digits);
  result.outputs = reader_.read(model.model, result.digits);
  result.evaluation = evaluate_outputs(result.outputs, result.digits);
  const auto images = static_cast<std::int64_t>(result.digits.size());
  Trial& trial = result.trial;
  trial.owner = set.owner;
  trial.set = std::move(set);
  trial.version_number = model.version_number;
  trial.model_sha256 = model.model->sha256;
  trial.all = {images - static_cast<std::int64_t>(result.evaluation.mistakes.size()), images};
  trial.loss = result.evaluation.loss;
  trial.calibration_error = result.evaluation.confidence.calibration_error;
  trial.created_at = context_.now();
  return result;
}

Trials::ReadingModel Trials::model_named(const User& user, const TrialModelName& name) {
  if (name == kServedModel) return {std::nullopt, served_()};
  const bool is_own = name == kOwnModel || name.empty();
  const auto version = is_own ? jobs_.versions().used(user) : std::optional(jobs_.versions().get(user, name));
  if (!version) return {std::nullopt, served_()};
  return {version->number, jobs_.shelf().load(user.id, version->sha256)};
}

Page<Trial> Trials::list(const User& user, PageRequest page) {
  return context_.database().read([&](Transaction& transaction) { return TrialRows(transaction).list(user.id, page); });
}

TrialResult Trials::get(const User& user, const std::string& id) {
  return context_.database().read([&](Transaction& transaction) {
    TrialRows rows(transaction);
    return load(rows, existing(rows, user.id, id));
  });
}

TrialView Trials::view(const User& user, const std::string& id) {
  return context_.database().read([&](Transaction& transaction) {
    TrialRows rows(transaction);
    TrialView view{load(rows, existing(rows, user.id, id)), {}};
    for (Trial& other : rows.of_set(view.result.trial.set)) {
      if (other.id == id) continue;
      const TrialResult result = load(rows, std::move(other), view.result.digits);
      view.others.emplace_back(result.trial, compare(view.result, result));
    }
    return view;
  });
}

std::pair<TrialResult, TrialResult> Trials::get_both(const User& user, const std::string& id,
                                                     const std::string& other) {
  return context_.database().read([&](Transaction& transaction) {
    TrialRows rows(transaction);
    TrialResult first = load(rows, existing(rows, user.id, id));
    Trial second = existing(rows, user.id, other);
    if (second.set.id != first.trial.set.id) not_found();
    TrialResult loaded = load(rows, std::move(second), first.digits);
    return std::pair(std::move(first), std::move(loaded));
  });
}

std::vector<std::uint8_t> Trials::picture(const User& user, const std::string& id, std::int64_t number) {
  const auto sha256 = context_.database().read([&](Transaction& transaction) {
    TrialRows rows(transaction);
    return rows.picture(existing(rows, user.id, id), number);
  });
  auto bytes = sha256 ? context_.files.get({user.id, std::string(kFreshFiles), *sha256}) : std::nullopt;
  if (!bytes) not_found();
  return *std::move(bytes);
}

// Files are left to the sweep: another set may have the same picture, or get it just now.
void Trials::remove(const User& user, const std::string& id) {
  context_.database().write([&](Transaction& transaction) {
    TrialRows rows(transaction);
    rows.remove(existing(rows, user.id, id));
  });
}

TrialUse Trials::use(const User& user) {
  const SampleQuota used =
      context_.database().read([&](Transaction& transaction) { return TrialRows(transaction).used(user.id); });
  return {used, context_.samples.quota_of(user)};
}

SampleQuota Trials::room_of(Transaction& transaction, const User& user) {
  TrialRows rows(transaction);
  const SampleQuota used = rows.used(user.id);
  const SampleQuota quota = context_.samples.quota_of(user);
  const SampleQuota room{quota.images - used.images, quota.bytes - used.bytes};
  if (room.images < 1 || room.bytes < 1 || rows.sets(user.id) >= options_.most_sets) {
    too_many(
        fmt::format("You keep {} of {} digits and {} of {} MB to test with, in {} of {} sets. Delete some tests "
                    "to make room.",
                    used.images, quota.images, megabytes(used.bytes), megabytes(quota.bytes), rows.sets(user.id),
                    options_.most_sets));
  }
  return room;
}

void Trials::add_hooks(AccountHooks& hooks) {
  hooks.exports.emplace_back([this](const std::string& owner, const ExportSink& sink) { export_trials(owner, sink); });
}

void Trials::export_trials(const std::string& owner, const ExportSink& sink) {
  const std::vector<Trial> all =
      context_.database().read([&](Transaction& transaction) { return TrialRows(transaction).all(owner); });
  sink("tests.json", trials_json(all));
  std::set<std::string> sets;
  for (const Trial& trial : all) {
    const auto result = context_.database().read([&](Transaction& transaction) {
      TrialRows rows(transaction);
      auto found = rows.find(owner, trial.id);
      return found ? std::optional(load(rows, *std::move(found))) : std::nullopt;
    });
    if (!result) continue;  // it was deleted meanwhile
    sink(fmt::format("tests/{}.csv", trial.number), trial_csv(*result));
    if (sets.insert(trial.set.id).second) export_digits(*result, sink);
  }
}

void Trials::export_digits(const TrialResult& result, const ExportSink& sink) {
  for (const FreshDigit& digit : result.digits) {
    const auto bytes = context_.files.get({result.trial.owner, std::string(kFreshFiles), digit.sha256});
    if (bytes) sink(export_name(result.trial, digit), {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  }
}

}  // namespace digitnet::serve
