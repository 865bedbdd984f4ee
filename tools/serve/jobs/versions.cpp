#include "versions.hpp"

#include "account_error.hpp"
#include "job_progress.hpp"
#include "next_number.hpp"
#include "paged_query.hpp"
#include "random_id.hpp"

namespace digitnet::serve {
namespace {

const std::string kColumns =
    "v.id, v.owner_id, v.number, v.sha256, v.bytes, v.source, v.parent_sha256, v.created_at, v.created_by, "
    "v.note, v.history, v.trained_images, v.held_back_images, v.held_back_right_before, v.held_back_right_after, "
    "parent.right_answers, parent.images, own.right_answers, own.images";
const std::string kFrom =
    " FROM model_version AS v "
    "LEFT JOIN model_score AS parent ON parent.model_sha256 = v.parent_sha256 AND parent.data = 'mnist' "
    "LEFT JOIN model_score AS own ON own.model_sha256 = v.sha256 AND own.data = 'mnist'";
const std::string kSelect = "SELECT " + kColumns + kFrom;
constexpr std::size_t kAfterColumns = 19;

std::optional<ShareRight> share_in(const DatabaseRow& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return ShareRight{row.integer(column), row.integer(column + 1)};
}

ModelVersion version_of(const DatabaseRow& row) {
  ModelVersion version;
  version.id = row.text(0);
  version.owner_id = row.maybe_text(1);
  version.number = row.integer(2);
  version.sha256 = row.text(3);
  version.bytes = row.integer(4);
  version.source = version_source_named(row.text(5)).value();
  version.parent_sha256 = row.text(6);
  version.created_at = row.time(7);
  version.created_by = row.text(8);
  version.note = row.text(9);
  version.history = parse_history(row.text(10));
  version.trained_images = row.integer(11);
  version.held_back_before = {row.integer(13), row.integer(12)};
  version.held_back_after = {row.integer(14), row.integer(12)};
  version.mnist_before = share_in(row, 15);
  version.mnist_after = share_in(row, 17);
  return version;
}

/// A condition on the owner, whose value is bound only where there is one.
std::string owner_is(const std::optional<std::string>& owner_id) {
  return owner_id ? "owner_id = :owner" : "owner_id IS NULL";
}

std::vector<DatabaseValue> with_owner(const std::optional<std::string>& owner_id,
                                      std::vector<DatabaseValue> values = {}) {
  if (owner_id) values.emplace_back(*owner_id);
  return values;
}

}  // namespace

std::string Versions::add(const ModelVersion& version) {
  const std::string id = random_id();
  const std::int64_t number = next_number(transaction_, {"version", version.owner_id});
  transaction_.change(
      "INSERT INTO model_version (id, owner_id, number, sha256, bytes, source, parent_sha256, created_at, created_by, "
      "note, history, trained_images, held_back_images, held_back_right_before, held_back_right_after) VALUES (:id, "
      ":owner, :number, :sha256, :bytes, :source, :parent, :created, :by, :note, :history, :trained, :held, :before, "
      ":after)",
      {id, version.owner_id ? DatabaseValue(*version.owner_id) : DatabaseValue(), number, version.sha256, version.bytes,
       std::string(name_of(version.source)), version.parent_sha256, value_of(version.created_at), version.created_by,
       version.note, history_json(version.history), version.trained_images, version.held_back_after.images,
       version.held_back_before.right, version.held_back_after.right});
  return id;
}

std::optional<ModelVersion> Versions::find(const std::string& id) {
  const auto row = transaction_.row(kSelect + " WHERE v.id = :id", {id});
  return row ? std::optional(version_of(*row)) : std::nullopt;
}

ModelVersion Versions::get(const std::string& id, const std::optional<std::string>& owner_id) {
  const auto row =
      transaction_.row(kSelect + " WHERE v.id = :id AND v." + owner_is(owner_id), with_owner(owner_id, {id}));
  if (!row) throw AccountError(AccountError::Kind::not_found, "", "There is no such version.");
  return version_of(*row);
}

Page<ModelVersion> Versions::list(const std::optional<std::string>& owner_id, PageRequest page) {
  return page_of<ModelVersion>(
      transaction_,
      {kSelect + " WHERE v." + owner_is(owner_id) + " ORDER BY v.number DESC LIMIT :limit OFFSET :offset",
       with_owner(owner_id)},
      page, version_of);
}

Page<UserVersion> Versions::list_of_users(PageRequest page) {
  return page_of<UserVersion>(transaction_,
                              {"SELECT " + kColumns + ", owner.email" + kFrom +
                                   " JOIN account AS owner ON owner.id = v.owner_id ORDER BY v.created_at DESC, v.id "
                                   "LIMIT :limit OFFSET :offset",
                               {}},
                              page, [](const DatabaseRow& row) {
                                return UserVersion{version_of(row), row.text(kAfterColumns)};
                              });
}

std::int64_t Versions::count(const std::optional<std::string>& owner_id) {
  return transaction_.row("SELECT COUNT(*) FROM model_version WHERE " + owner_is(owner_id), with_owner(owner_id))
      ->integer(0);
}

void Versions::set_note(const std::string& id, const std::string& note) {
  transaction_.change("UPDATE model_version SET note = :note WHERE id = :id", {note, id});
}

void Versions::remove(const std::string& id) {
  transaction_.change("DELETE FROM model_version WHERE id = :id", {id});
}

bool Versions::has_file(const std::optional<std::string>& owner_id, const std::string& sha256) {
  return transaction_
      .row("SELECT id FROM model_version WHERE sha256 = :sha256 AND " + owner_is(owner_id),
           with_owner(owner_id, {sha256}))
      .has_value();
}

std::optional<ModelVersion> Versions::chosen(const std::string& user_id) {
  const auto row = transaction_.row(
      kSelect +
          " JOIN version_choice AS choice ON choice.version_id = v.id WHERE choice.user_id = :user AND v.owner_id = "
          ":owner",
      {user_id, user_id});
  return row ? std::optional(version_of(*row)) : std::nullopt;
}

void Versions::choose(const std::string& user_id, const std::string& version_id, Time now) {
  choose_served(user_id);
  transaction_.change("INSERT INTO version_choice (user_id, version_id, chosen_at) VALUES (:user, :version, :now)",
                      {user_id, version_id, value_of(now)});
}

void Versions::choose_served(const std::string& user_id) {
  transaction_.change("DELETE FROM version_choice WHERE user_id = :user", {user_id});
}

void Versions::set_score(const ModelScore& score, Time now) {
  transaction_.change("DELETE FROM model_score WHERE model_sha256 = :sha256 AND data = :data",
                      {score.model_sha256, score.data});
  transaction_.change(
      "INSERT INTO model_score (model_sha256, data, images, right_answers, loss, evaluation, measured_at) "
      "VALUES (:sha256, :data, :images, :right, :loss, :evaluation, :now)",
      {score.model_sha256, score.data, score.right.images, score.right.right, score.loss, score.evaluation,
       value_of(now)});
}

std::optional<ModelScore> Versions::score(const std::string& model_sha256, const std::string& data) {
  const auto row = transaction_.row(
      "SELECT right_answers, images, loss, evaluation FROM model_score WHERE model_sha256 = :sha256 AND data = :data",
      {model_sha256, data});
  if (!row) return std::nullopt;
  return ModelScore{model_sha256, data, {row->integer(0), row->integer(1)}, row->real(2), row->text(3)};
}

void Versions::clean_up_scores(const std::string& own_sha256) {
  transaction_.change(
      "DELETE FROM model_score WHERE model_sha256 <> :own AND model_sha256 NOT IN (SELECT sha256 FROM model_version) "
      "AND model_sha256 NOT IN (SELECT parent_sha256 FROM model_version)",
      {own_sha256});
}

}  // namespace digitnet::serve
