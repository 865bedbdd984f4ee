#include "trial_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "next_number.hpp"
#include "outputs_text.hpp"
#include "paged_query.hpp"
#include "random_id.hpp"
#include "seen_text.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::json;

const std::string kSelect =
    "SELECT t.id, t.owner, t.number, s.id, s.name, s.left_out, s.created_at, t.version_number, t.model_sha256, "
    "t.images, t.right_answers, t.known_images, t.known_right, t.loss, t.calibration_error, t.created_at "
    "FROM trial AS t JOIN fresh_set AS s ON s.id = t.set_id";

Trial trial_of(const DatabaseRow& row) {
  Trial trial;
  trial.id = row.text(0);
  trial.owner = row.text(1);
  trial.number = row.integer(2);
  trial.set = {row.text(3), trial.owner, row.text(4), Json::parse(row.text(5)).get<std::vector<std::string>>(),
               row.time(6)};
  trial.version_number = row.maybe_integer(7);
  trial.model_sha256 = row.text(8);
  trial.all = {row.integer(10), row.integer(9)};
  trial.known = {row.integer(12), row.integer(11)};
  trial.loss = row.real(13);
  trial.calibration_error = row.real(14);
  trial.created_at = row.time(15);
  return trial;
}

std::vector<Trial> trials_of(const std::vector<DatabaseRow>& rows) {
  std::vector<Trial> trials;
  for (const DatabaseRow& row : rows) trials.push_back(trial_of(row));
  return trials;
}

FreshDigit digit_of(const DatabaseRow& row) {
  return {row.integer(0), row.text(1),    static_cast<int>(row.integer(2)),
          row.text(3),    row.integer(4), seen_of(row.text(5))};
}

std::string flags_text(const std::vector<bool>& flags) {
  std::string text;
  for (const bool flag : flags) text += flag ? '1' : '0';
  return text;
}

}  // namespace

void TrialRows::add_set(FreshSet& set, const std::vector<FreshDigit>& digits) {
  set.id = random_id();
  transaction_.change(
      "INSERT INTO fresh_set (id, owner, name, left_out, created_at) VALUES (:id, :owner, :name, :left_out, :created)",
      {set.id, set.owner, set.name, Json(set.left_out).dump(), value_of(set.created_at)});
  for (const FreshDigit& digit : digits) {
    transaction_.change(
        "INSERT INTO fresh_digit (set_id, number, owner, sha256, label, file_name, bytes, seen) VALUES (:set, :number, "
        ":owner, :sha256, :label, :file_name, :bytes, :seen)",
        {set.id, digit.number, set.owner, digit.sha256, std::int64_t{digit.label}, digit.file_name, digit.bytes,
         seen_text(digit.seen)});
  }
}

std::vector<bool> TrialRows::known_digits(const FreshSet& set, std::size_t digits) {
  std::vector<bool> known(digits);
  for (const DatabaseRow& row : transaction_.rows(
           "SELECT d.number FROM fresh_digit AS d JOIN sample AS s ON s.owner = d.owner AND s.sha256 = d.sha256 "
           "WHERE d.set_id = :set AND d.owner = :owner",
           {set.id, set.owner})) {
    known.at(static_cast<std::size_t>(row.integer(0)) - 1) = true;
  }
  return known;
}

void TrialRows::add(TrialResult& result) {
  Trial& trial = result.trial;
  trial.id = random_id();
  trial.number = next_number(transaction_, {"trial", trial.owner});
  transaction_.change(
      "INSERT INTO trial (id, owner, number, set_id, version_number, model_sha256, images, right_answers, "
      "known_images, known_right, loss, calibration_error, known, outputs, created_at) VALUES (:id, :owner, :number, "
      ":set, :version, :model, :images, :right, :known_images, :known_right, :loss, :calibration, :known, :outputs, "
      ":created)",
      {trial.id, trial.owner, trial.number, trial.set.id,
       trial.version_number ? DatabaseValue(*trial.version_number) : DatabaseValue(), trial.model_sha256,
       trial.all.images, trial.all.right, trial.known.images, trial.known.right, trial.loss, trial.calibration_error,
       flags_text(result.is_known), outputs_text(result.outputs), value_of(trial.created_at)});
}

std::optional<Trial> TrialRows::find(const std::string& owner, const std::string& id) {
  const auto row = transaction_.row(kSelect + " WHERE t.id = :id AND t.owner = :owner", {id, owner});
  return row ? std::optional(trial_of(*row)) : std::nullopt;
}

std::optional<Trial> TrialRows::find_reading(const FreshSet& set, const std::string& model_sha256) {
  const auto row = transaction_.row(kSelect + " WHERE t.set_id = :set AND t.model_sha256 = :model AND t.owner = :owner",
                                    {set.id, model_sha256, set.owner});
  return row ? std::optional(trial_of(*row)) : std::nullopt;
}

Page<Trial> TrialRows::list(const std::string& owner, PageRequest page) {
  return page_of<Trial>(
      transaction_, {kSelect + " WHERE t.owner = :owner ORDER BY t.number DESC LIMIT :limit OFFSET :offset", {owner}},
      page, trial_of);
}

std::vector<Trial> TrialRows::all(const std::string& owner) {
  return trials_of(transaction_.rows(kSelect + " WHERE t.owner = :owner ORDER BY t.number", {owner}));
}

std::vector<Trial> TrialRows::of_set(const FreshSet& set) {
  return trials_of(transaction_.rows(kSelect + " WHERE t.set_id = :set AND t.owner = :owner ORDER BY t.number",
                                     {set.id, set.owner}));
}

std::vector<FreshDigit> TrialRows::digits(const FreshSet& set) {
  std::vector<FreshDigit> digits;
  for (const DatabaseRow& row :
       transaction_.rows("SELECT number, sha256, label, file_name, bytes, seen FROM fresh_digit WHERE set_id = :set "
                         "AND owner = :owner ORDER BY number",
                         {set.id, set.owner})) {
    digits.push_back(digit_of(row));
  }
  return digits;
}

TrialRows::Answers TrialRows::answers(const Trial& trial) {
  const auto row =
      transaction_.row("SELECT outputs, known FROM trial WHERE id = :id AND owner = :owner", {trial.id, trial.owner});
  Answers answers{outputs_of(row->text(0), static_cast<std::size_t>(trial.all.images)), {}};
  for (const char flag : row->text(1)) answers.is_known.push_back(flag == '1');
  return answers;
}

std::optional<std::string> TrialRows::picture(const Trial& trial, std::int64_t number) {
  const auto row =
      transaction_.row("SELECT sha256 FROM fresh_digit WHERE set_id = :set AND number = :number AND owner = :owner",
                       {trial.set.id, number, trial.owner});
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void TrialRows::remove(const Trial& trial) {
  transaction_.change("DELETE FROM trial WHERE id = :id AND owner = :owner", {trial.id, trial.owner});
  transaction_.change(
      "DELETE FROM fresh_set WHERE id = :id AND owner = :owner AND NOT EXISTS (SELECT 1 FROM trial WHERE set_id = "
      ":set)",
      {trial.set.id, trial.owner, trial.set.id});
}

SampleQuota TrialRows::used(const std::string& owner) {
  const auto row = transaction_.row(
      "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM fresh_digit WHERE owner = :owner", {owner});
  return {row->integer(0), row->integer(1)};
}

std::int64_t TrialRows::sets(const std::string& owner) {
  return transaction_.row("SELECT COUNT(*) FROM fresh_set WHERE owner = :owner", {owner})->integer(0);
}

}  // namespace digitnet::serve
