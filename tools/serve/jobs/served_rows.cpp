#include "served_rows.hpp"

#include "paged_query.hpp"
#include "random_id.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

const std::string kSelect =
    "SELECT promotion.id, promotion.version_id, model_version.number, promotion.replaced_id, promotion.note, "
    "promotion.promoted_at, promotion.promoted_by, promotion.undone_at, promotion.undone_by FROM promotion "
    "JOIN model_version ON model_version.id = promotion.version_id";

PromotionRow promotion_of(const DatabaseRow& row) {
  return {row.text(0),       row.text(1),       row.integer(2),
          row.maybe_text(3), row.text(4),       row.time(5),
          row.text(6),       row.maybe_time(7), row.maybe_text(8).value_or("")};
}

DatabaseValue value_of_text(const std::optional<std::string>& text) {
  return text ? DatabaseValue(*text) : DatabaseValue();
}

}  // namespace

std::optional<ModelVersion> ServedRows::version() {
  const auto row = transaction_.row("SELECT version_id FROM served_model WHERE version_id IS NOT NULL");
  return row ? Versions(transaction_).find(row->text(0)) : std::nullopt;
}

Canary ServedRows::canary() {
  const auto row =
      transaction_.row("SELECT candidate_id, canary_percent FROM served_model WHERE candidate_id IS NOT NULL");
  if (!row) return {};
  return {Versions(transaction_).find(row->text(0)), static_cast<int>(row->integer(1))};
}

void ServedRows::set_version(const std::optional<std::string>& version_id) {
  transaction_.change(
      "INSERT INTO served_model (id, version_id, canary_percent) VALUES (1, :version, 0) "
      "ON CONFLICT (id) DO UPDATE SET version_id = excluded.version_id",
      {value_of_text(version_id)});
}

void ServedRows::set_canary(const std::optional<std::string>& version_id, int percent) {
  transaction_.change(
      "INSERT INTO served_model (id, candidate_id, canary_percent) VALUES (1, :version, :percent) "
      "ON CONFLICT (id) DO UPDATE SET candidate_id = excluded.candidate_id, canary_percent = excluded.canary_percent",
      {value_of_text(version_id), std::int64_t{percent}});
}

void ServedRows::add(const PromotionRow& row) {
  const auto last_number = transaction_.row("SELECT COALESCE(MAX(number), 0) FROM promotion");
  transaction_.change(
      "INSERT INTO promotion (id, number, version_id, replaced_id, note, promoted_at, promoted_by) "
      "VALUES (:id, :number, :version, :replaced, :note, :at, :by)",
      {random_id(), last_number->integer(0) + 1, row.version_id, value_of_text(row.replaced_id), row.note,
       value_of(row.promoted_at), row.promoted_by});
}

std::optional<PromotionRow> ServedRows::last() {
  const auto row =
      transaction_.row(kSelect + " WHERE promotion.undone_at IS NULL ORDER BY promotion.number DESC LIMIT 1");
  return row ? std::optional(promotion_of(*row)) : std::nullopt;
}

void ServedRows::undo(const std::string& promotion_id, const std::string& by, Time now) {
  transaction_.change("UPDATE promotion SET undone_at = :now, undone_by = :by WHERE id = :id",
                      {value_of(now), by, promotion_id});
}

Page<PromotionRow> ServedRows::list(PageRequest page) {
  return page_of<PromotionRow>(
      transaction_, {kSelect + " ORDER BY promotion.number DESC LIMIT :limit OFFSET :offset", {}}, page, promotion_of);
}

std::int64_t ServedRows::count_never_served() {
  return transaction_
      .row(
          "SELECT COUNT(*) FROM model_version WHERE owner_id IS NULL AND id NOT IN (SELECT version_id FROM "
          "promotion)",
          {})
      ->integer(0);
}

bool ServedRows::refers_to(const std::string& version_id) {
  return transaction_
             .row("SELECT id FROM promotion WHERE version_id = :version OR replaced_id = :replaced",
                  {version_id, version_id})
             .has_value() ||
         transaction_.row("SELECT id FROM served_model WHERE candidate_id = :version", {version_id}).has_value();
}

}  // namespace digitnet::serve
