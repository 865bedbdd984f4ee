#include "sample_rows.hpp"

#include <algorithm>
#include <utility>

#include "random_id.hpp"
#include "seen_text.hpp"

namespace digitnet::serve {
namespace {

const std::string kColumns =
    "id, owner, number, sha256, label, other_label, source, file_name, bytes, is_held_back, model_label, "
    "model_probability, model_version, created_at";

std::optional<int> maybe_digit(const DatabaseRow& row, std::size_t column) {
  const auto digit = row.maybe_integer(column);
  return digit ? std::optional(static_cast<int>(*digit)) : std::nullopt;
}

DatabaseValue value_of_digit(const std::optional<int>& digit) {
  return digit ? DatabaseValue(std::int64_t{*digit}) : DatabaseValue();
}

DatabaseValue value_of_flag(bool flag) {
  return std::int64_t{flag ? 1 : 0};
}

Sample sample_of(const DatabaseRow& row) {
  Sample sample;
  sample.id = row.text(0);
  sample.owner = row.text(1);
  sample.number = row.integer(2);
  sample.sha256 = row.text(3);
  sample.label = maybe_digit(row, 4);
  sample.other_label = maybe_digit(row, 5);
  sample.source = sample_source_named(row.text(6)).value();
  sample.file_name = row.text(7);
  sample.bytes = row.integer(8);
  sample.is_held_back = row.maybe_integer(9).value_or(0) != 0;
  sample.opinion = {static_cast<int>(row.integer(10)), row.real(11), row.text(12)};
  sample.created_at = row.time(13);
  return sample;
}

const char* condition_of(SampleView view) {
  switch (view) {
    case SampleView::all:
      return "";
    case SampleView::doubtful:
      return " AND is_doubtful = 1";
    case SampleView::conflicts:
      return " AND other_label IS NOT NULL";
    case SampleView::unlabelled:
      return " AND label IS NULL";
    case SampleView::held_back:
      return " AND is_held_back = 1";
  }
  return "";
}

/// The part of a statement behind FROM, put together from constant texts, and its values.
struct Selection {
  std::string sql;
  std::vector<DatabaseValue> values;
};

Selection selection_of(const std::string& owner, const SampleFilter& filter) {
  Selection selection{std::string(" FROM sample WHERE owner = :owner") + condition_of(filter.view), {owner}};
  if (filter.label) {
    selection.sql += " AND label = :label";
    selection.values.push_back(value_of_digit(filter.label));
  }
  if (filter.source) {
    selection.sql += " AND source = :source";
    selection.values.emplace_back(std::string(name_of(*filter.source)));
  }
  return selection;
}

}  // namespace

std::optional<Sample> SampleRows::find(const std::string& owner, const std::string& id) {
  const auto row =
      transaction_.row("SELECT " + kColumns + " FROM sample WHERE id = :id AND owner = :owner", {id, owner});
  return row ? std::optional(sample_of(*row)) : std::nullopt;
}

std::optional<Sample> SampleRows::find_picture(const std::string& owner, const std::string& sha256) {
  const auto row = transaction_.row("SELECT " + kColumns + " FROM sample WHERE owner = :owner AND sha256 = :sha256",
                                    {owner, sha256});
  return row ? std::optional(sample_of(*row)) : std::nullopt;
}

SampleQuota SampleRows::used(const std::string& owner) {
  const auto row = transaction_.row(
      "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM sample WHERE owner = :owner", {owner});
  return {row->integer(0), row->integer(1)};
}

SampleList SampleRows::list(const std::string& owner, const SampleFilter& filter, const SampleRange& range) {
  Selection selection = selection_of(owner, filter);
  SampleList list;
  list.matching = transaction_.row("SELECT COUNT(*)" + selection.sql, selection.values)->integer(0);
  selection.values.emplace_back(std::clamp<std::int64_t>(range.limit, 1, 200));
  selection.values.emplace_back(std::max<std::int64_t>(range.offset, 0));
  const std::string sql = "SELECT " + kColumns + selection.sql + " ORDER BY number DESC LIMIT :limit OFFSET :offset";
  for (const DatabaseRow& row : transaction_.rows(sql, selection.values)) list.rows.push_back(sample_of(row));
  return list;
}

SampleCounts SampleRows::count(const std::string& owner) {
  SampleCounts counts;
  for (const DatabaseRow& row : transaction_.rows(
           "SELECT label, COUNT(*), CAST(SUM(bytes) AS BIGINT), CAST(COALESCE(SUM(is_held_back), 0) AS BIGINT), "
           "CAST(SUM(is_doubtful) AS BIGINT), COUNT(other_label) FROM sample WHERE owner = :owner GROUP BY label",
           {owner})) {
    const auto label = row.maybe_integer(0);
    (label ? counts.by_label[static_cast<std::size_t>(*label)] : counts.unlabelled) = row.integer(1);
    counts.all += row.integer(1);
    counts.bytes += row.integer(2);
    counts.held_back += row.integer(3);
    counts.doubtful += row.integer(4);
    counts.conflicts += row.integer(5);
  }
  return counts;
}

std::vector<TrainingSample> SampleRows::training_samples(const std::string& owner) {
  std::vector<TrainingSample> samples;
  for (const DatabaseRow& row : transaction_.rows("SELECT id, label, is_held_back, seen FROM sample WHERE owner = "
                                                  ":owner AND label IS NOT NULL ORDER BY number",
                                                  {owner})) {
    samples.push_back({row.text(0), static_cast<int>(row.integer(1)), row.flag(2), seen_of(row.text(3))});
  }
  return samples;
}

std::vector<std::string> SampleRows::owners() {
  std::vector<std::string> owners;
  for (const DatabaseRow& row : transaction_.rows("SELECT DISTINCT owner FROM sample")) owners.push_back(row.text(0));
  return owners;
}

std::vector<StaleSample> SampleRows::stale(const std::string& owner, const std::string& model_version,
                                           std::size_t most) {
  std::vector<StaleSample> samples;
  for (const DatabaseRow& row :
       transaction_.rows("SELECT id, seen FROM sample WHERE owner = :owner AND model_version <> :version LIMIT :most",
                         {owner, model_version, static_cast<std::int64_t>(most)})) {
    samples.push_back({row.text(0), seen_of(row.text(1))});
  }
  return samples;
}

void SampleRows::add(Sample& sample, const Image& seen) {
  sample.id = random_id();
  sample.number =
      transaction_.row("SELECT COALESCE(MAX(number), 0) + 1 FROM sample WHERE owner = :owner", {sample.owner})
          ->integer(0);
  sample.is_held_back = sample.label && is_to_be_held_back(sample);
  transaction_.change(
      "INSERT INTO sample (id, owner, number, sha256, label, source, file_name, bytes, is_held_back, model_label, "
      "model_probability, model_version, is_doubtful, created_at, seen) VALUES (:id, :owner, :number, :sha256, :label, "
      ":source, :file_name, :bytes, :is_held_back, :model_label, :model_probability, :model_version, :is_doubtful, "
      ":created_at, :seen)",
      {sample.id, sample.owner, sample.number, sample.sha256, value_of_digit(sample.label),
       std::string(name_of(sample.source)), sample.file_name, sample.bytes,
       sample.label ? value_of_flag(sample.is_held_back) : DatabaseValue(), std::int64_t{sample.opinion.label},
       sample.opinion.probability, sample.opinion.model_version, value_of_flag(sample.is_doubtful()),
       value_of(sample.created_at), seen_text(seen)});
}

void SampleRows::set_label(Sample& sample, int label) {
  const bool was_open = !sample.label;
  sample.label = label;
  sample.other_label.reset();
  if (was_open) sample.is_held_back = is_to_be_held_back(sample);
  transaction_.change(
      "UPDATE sample SET label = :label, other_label = NULL, is_held_back = :is_held_back, is_doubtful = :is_doubtful "
      "WHERE id = :id AND owner = :owner",
      {std::int64_t{label}, value_of_flag(sample.is_held_back), value_of_flag(sample.is_doubtful()), sample.id,
       sample.owner});
}

void SampleRows::set_other_label(Sample& sample, int label) {
  sample.other_label = label;
  transaction_.change("UPDATE sample SET other_label = :label WHERE id = :id AND owner = :owner",
                      {std::int64_t{label}, sample.id, sample.owner});
}

void SampleRows::set_opinion(const std::string& owner, const std::string& id, const Opinion& opinion) {
  transaction_.change(
      "UPDATE sample SET model_label = :model_label, model_probability = :probability, model_version = :version, "
      "is_doubtful = CASE WHEN label IS NULL OR label = :said THEN 0 ELSE :is_sure END "
      "WHERE id = :id AND owner = :owner",
      {std::int64_t{opinion.label}, opinion.probability, opinion.model_version, std::int64_t{opinion.label},
       value_of_flag(opinion.probability >= kDoubtfulFrom), id, owner});
}

std::optional<std::string> SampleRows::remove(const std::string& owner, const std::string& id) {
  const auto sample = find(owner, id);
  if (!sample) return std::nullopt;
  transaction_.change("DELETE FROM sample WHERE id = :id AND owner = :owner", {id, owner});
  return sample->sha256;
}

bool SampleRows::is_to_be_held_back(const Sample& sample) {
  const auto row = transaction_.row(
      "SELECT COUNT(*), CAST(COALESCE(SUM(is_held_back), 0) AS BIGINT) FROM sample WHERE owner = :owner AND "
      "label = :label",
      {sample.owner, value_of_digit(sample.label)});
  return serve::is_to_be_held_back(sample.sha256, {row->integer(0), row->integer(1)});
}

}  // namespace digitnet::serve
