#include "promotion.hpp"

#include <fmt/format.h>

#include <utility>

#include "account_error.hpp"
#include "audit_log.hpp"
#include "digits_folder.hpp"
#include "job_queue.hpp"
#include "note.hpp"
#include "sha256.hpp"
#include "taken_model.hpp"

namespace digitnet::serve {
namespace {

using Kind = AccountError::Kind;

const std::optional<std::string> kServersOwn = std::nullopt;
constexpr int kMostCanary_percent = 50;

void record(Transaction& transaction, const Administrator& by, const char* action, const std::string& subject,
            const std::string& detail, Time now) {
  AuditLog(transaction).record({by.user_id, action, subject, detail, by.origin}, now);
}

std::string queue_evaluation(Transaction& transaction, const Administrator& by, const ModelVersion& version, Time now) {
  return JobQueue(transaction).add({JobKind::evaluate, by.user_id, version.sha256, version.id}, now);
}

void refuse(const PromotionGate& gate) {
  const std::string obstacle = gate.obstacle();
  if (!obstacle.empty()) throw AccountError(Kind::forbidden, "", obstacle);
}

// What was measured on a person's digits, and what they wrote, stays with that person.
void forget_what_is_personal(ModelVersion& version) {
  version.held_back_before = {};
  version.held_back_after = {};
  version.history = {};
  version.note = {};
}

/// Throws AccountError (invalid, field `file`) unless the bytes are a model that the server can read with.
void check_model(std::span<const std::uint8_t> bytes, const JobContext& context) {
  if (bytes.empty()) throw AccountError(Kind::invalid, "file", "Choose a model file.");
  if (bytes.size() > Promotion::kLargestModel_bytes) {
    throw AccountError(Kind::invalid, "file",
                       fmt::format("A model file has {} MB at most.", Promotion::kLargestModel_bytes >> 20));
  }
  try {
    (void)parse_served_model(bytes, "The file", *context.own_model());
  } catch (const Error& error) {
    throw AccountError(Kind::invalid, "file", fmt::format("This is no model to read digits with. {}", error.what()));
  }
}

}  // namespace

std::string Promotion::served_sha256(Transaction& transaction) const {
  const auto version = ServedRows(transaction).version();
  return version ? version->sha256 : context_.own_model()->sha256;
}

Served Promotion::served() {
  return context_.database().read([&](Transaction& transaction) {
    ServedRows rows(transaction);
    return Served{rows.version(), served_sha256(transaction), rows.canary(), rows.last()};
  });
}

Page<ModelVersion> Promotion::versions(PageRequest page) {
  return context_.database().read(
      [&](Transaction& transaction) { return Versions(transaction).list(kServersOwn, page); });
}

Page<UserVersion> Promotion::versions_of_users(PageRequest page) {
  Page<UserVersion> found =
      context_.database().read([&](Transaction& transaction) { return Versions(transaction).list_of_users(page); });
  for (UserVersion& of_user : found.rows) forget_what_is_personal(of_user.version);
  return found;
}

ModelVersion Promotion::get(const std::string& version_id) {
  return context_.database().read(
      [&](Transaction& transaction) { return Versions(transaction).get(version_id, kServersOwn); });
}

std::string Promotion::upload(const Administrator& by, std::span<const std::uint8_t> bytes, std::string_view note) {
  ModelVersion version;
  version.source = VersionSource::uploaded;
  version.note = checked_note(note);
  check_model(bytes, context_);
  return add(by, std::move(version), bytes);
}

std::string Promotion::add_update(const Administrator& by, std::span<const std::uint8_t> bytes, std::string_view note) {
  ModelVersion version;
  version.source = VersionSource::update;
  version.note = checked_note(note);
  check_model(bytes, context_);
  return add(by, std::move(version), bytes);
}

std::string Promotion::take(const Administrator& by, const std::string& version_id, std::string_view note) {
  const std::string checked = checked_note(note);
  auto version =
      context_.database().read([&](Transaction& transaction) { return Versions(transaction).find(version_id); });
  if (!version || !version->owner_id) throw AccountError(Kind::not_found, "", "There is no such version of a user.");
  const auto bytes = context_.files.get({*version->owner_id, std::string(kModelFiles), version->sha256});
  if (!bytes) throw AccountError(Kind::not_found, "", "The file of this version is not in the store.");
  forget_what_is_personal(*version);
  version->source = VersionSource::taken;
  version->note = checked;
  check_model(*bytes, context_);
  return add(by, *std::move(version), without_history(*bytes, context_.options.folder));
}

void Promotion::check_room(Transaction& transaction, const ModelVersion& version) const {
  if (Versions(transaction).has_file(kServersOwn, version.sha256) || version.sha256 == context_.own_model()->sha256) {
    throw AccountError(Kind::taken, "file", "The server has this model already.");
  }
  if (ServedRows(transaction).count_never_served() < kMostNeverServed) return;
  throw AccountError(Kind::taken, "",
                     fmt::format("The server has {} versions that were never served, more are not kept. Remove one "
                                 "first.",
                                 kMostNeverServed));
}

// The file first, then the row that refers to it.
std::string Promotion::add(const Administrator& by, ModelVersion version, std::span<const std::uint8_t> bytes) {
  version.owner_id = kServersOwn;
  version.sha256 = sha256(bytes);
  version.bytes = static_cast<std::int64_t>(bytes.size());
  version.created_by = by.user_id;
  context_.database().read([&](Transaction& transaction) { check_room(transaction, version); });
  context_.files.put(kSiteOwner, kModelFiles, bytes);
  std::string id = context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    check_room(transaction, version);
    version.created_at = now;
    version.id = Versions(transaction).add(version);
    (void)queue_evaluation(transaction, by, version, now);
    record(transaction, by, "model.add", version.id, std::string(name_of(version.source)), now);
    return version.id;
  });
  context_.job_is_waiting();
  return id;
}

std::string Promotion::evaluate(const Administrator& by, const std::string& version_id) {
  std::string job = context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    const ModelVersion version = Versions(transaction).get(version_id, kServersOwn);
    const auto last = JobQueue(transaction).last_evaluation(version_id);
    if (last && last->state == JobState::queued) {
      throw AccountError(Kind::taken, "", "An evaluation of this version waits already.");
    }
    record(transaction, by, "model.evaluate", version_id, "", now);
    return queue_evaluation(transaction, by, version, now);
  });
  context_.job_is_waiting();
  return job;
}

std::optional<Job> Promotion::last_evaluation(const std::string& version_id) {
  return context_.database().read([&](Transaction& transaction) {
    (void)Versions(transaction).get(version_id, kServersOwn);
    return JobQueue(transaction).last_evaluation(version_id);
  });
}

void Promotion::remove(const Administrator& by, const std::string& version_id) {
  context_.database().write([&](Transaction& transaction) {
    Versions versions(transaction);
    (void)versions.get(version_id, kServersOwn);
    if (ServedRows(transaction).refers_to(version_id)) {
      throw AccountError(Kind::forbidden, "", "This version is or was served, or is a candidate: it is kept.");
    }
    versions.remove(version_id);
    record(transaction, by, "model.delete", version_id, "", context_.now());
  });
}

PromotionGate Promotion::gate(Transaction& transaction, const ModelVersion& version) const {
  Versions versions(transaction);
  const std::string served = served_sha256(transaction);
  const auto test = [&](const std::string& name, const std::string& data, double margin) {
    GateTest figures{name, margin, {}, {}};
    if (const auto score = versions.score(served, data)) {
      figures.served = score->right;
      figures.served_loss = score->loss;
    }
    if (const auto score = versions.score(version.sha256, data)) {
      figures.candidate = score->right;
      figures.candidate_loss = score->loss;
    }
    return figures;
  };
  PromotionGate gate{{test("MNIST's test images", kMnist, kMnistMargin)}};
  if (const auto set = TestSets(transaction).used()) {
    gate.tests.push_back(test("the test set", set->name(), kTestSetMargin));
  }
  return gate;
}

PromotionGate Promotion::gate(const std::string& version_id) {
  return context_.database().read(
      [&](Transaction& transaction) { return gate(transaction, Versions(transaction).get(version_id, kServersOwn)); });
}

void Promotion::promote(const Administrator& by, const std::string& version_id, std::string_view note) {
  const std::string checked = checked_note(note);
  if (checked.empty()) throw AccountError(Kind::invalid, "note", "Say why, for those who look at it later.");
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    const ModelVersion version = Versions(transaction).get(version_id, kServersOwn);
    ServedRows rows(transaction);
    const auto served = rows.version();
    if (served && served->id == version_id) throw AccountError(Kind::invalid, "", "This version is served already.");
    refuse(gate(transaction, version));
    PromotionRow row;
    row.version_id = version_id;
    if (served) row.replaced_id = served->id;
    row.note = checked;
    row.promoted_at = now;
    row.promoted_by = by.user_id;
    rows.add(row);
    rows.set_version(version_id);
    record(transaction, by, "model.promote", version_id, version.sha256.substr(0, 12), now);
    end_unfit_canary(transaction, by);
  });
  context_.served_has_changed();
}

void Promotion::roll_back(const Administrator& by, const std::string& promotion_id) {
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    ServedRows rows(transaction);
    const auto last = rows.last();
    if (!last) throw AccountError(Kind::invalid, "", "There is no promotion to take back.");
    if (last->id != promotion_id) {
      throw AccountError(Kind::taken, "", "This is not the last promotion any more. Look at what is served now.");
    }
    rows.undo(last->id, by.user_id, now);
    rows.set_version(last->replaced_id);
    record(transaction, by, "model.roll_back", last->version_id, "", now);
    end_unfit_canary(transaction, by);
  });
  context_.served_has_changed();
}

// The gate was asked about what was served then.
void Promotion::end_unfit_canary(Transaction& transaction, const Administrator& by) const {
  ServedRows rows(transaction);
  const auto candidate = rows.canary().version;
  if (!candidate) return;
  const auto served = rows.version();
  const bool is_served = served && served->id == candidate->id;
  if (!is_served && gate(transaction, *candidate).obstacle().empty()) return;
  rows.set_canary(std::nullopt, 0);
  record(transaction, by, "model.canary", candidate->id,
         is_served ? "0 percent, it is served now" : "0 percent, it does not pass the gate any more", context_.now());
}

void Promotion::set_canary(const Administrator& by, const std::string& version_id, int percent) {
  if (percent < 1 || percent > kMostCanary_percent) {
    throw AccountError(Kind::invalid, "percent", fmt::format("The share is 1 to {} percent.", kMostCanary_percent));
  }
  context_.database().write([&](Transaction& transaction) {
    const ModelVersion version = Versions(transaction).get(version_id, kServersOwn);
    refuse(gate(transaction, version));
    ServedRows(transaction).set_canary(version_id, percent);
    record(transaction, by, "model.canary", version_id, fmt::format("{} percent", percent), context_.now());
  });
  context_.served_has_changed();
}

void Promotion::end_canary(const Administrator& by) {
  context_.database().write([&](Transaction& transaction) {
    ServedRows(transaction).set_canary(std::nullopt, 0);
    record(transaction, by, "model.canary", "", "0 percent", context_.now());
  });
  context_.served_has_changed();
}

Page<PromotionRow> Promotion::history(PageRequest page) {
  return context_.database().read([&](Transaction& transaction) { return ServedRows(transaction).list(page); });
}

void Promotion::set_test_set(const Administrator& by) {
  const std::vector<TrainingSample> digits = context_.samples.training_samples(by.user_id);
  if (static_cast<std::int64_t>(digits.size()) < kFewestTestDigits) {
    throw AccountError(
        Kind::invalid, "",
        fmt::format("A test set needs {} labelled digits at least; you have {}.", kFewestTestDigits, digits.size()));
  }
  const DigitFiles files = digit_files(digits);
  TestSet set;
  set.images = static_cast<std::int64_t>(digits.size());
  set.images_sha256 = context_.files.put(kSiteOwner, kTestImages, files.images);
  set.labels_sha256 = context_.files.put(kSiteOwner, kTestLabels, files.labels);
  set.created_by = by.user_id;
  context_.database().write([&](Transaction& transaction) {
    set.created_at = context_.now();
    TestSets(transaction).use(set);
    record(transaction, by, "test_set.use", "", fmt::format("{} images", set.images), set.created_at);
  });
}

void Promotion::clear_test_set(const Administrator& by) {
  context_.database().write([&](Transaction& transaction) {
    TestSets(transaction).clear();
    record(transaction, by, "test_set.clear", "", "", context_.now());
  });
}

std::optional<TestSet> Promotion::test_set() {
  return context_.database().read([&](Transaction& transaction) { return TestSets(transaction).used(); });
}

}  // namespace digitnet::serve
