#include "admin_json.hpp"

#include <nlohmann/json.hpp>

#include "iso_time.hpp"
#include "optional_json.hpp"
#include "training_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

const char* name_of(MailState state) {
  switch (state) {
    case MailState::waiting:
      return "waiting";
    case MailState::sent:
      return "sent";
    case MailState::failed:
      break;
  }
  return "failed";
}

Json canary_json(const Canary& canary) {
  if (!canary.version) return {};
  return {{"version", canary.version->id}, {"number", canary.version->number}, {"percent", canary.percent}};
}

}  // namespace

Json kept_json(const KeptData& kept) {
  return {{"digits", kept.digits},        {"digit_bytes", kept.digit_bytes},
          {"versions", kept.versions},    {"version_bytes", kept.version_bytes},
          {"trainings", kept.trainings},  {"tests", kept.tests},
          {"test_bytes", kept.test_bytes}};
}

Json backups_json(const BackupState& state) {
  Json files = Json::array();
  for (const BackupFile& file : state.files) {
    files.push_back({{"name", file.name}, {"made_at", iso_time(file.made_at)}, {"bytes", file.bytes}});
  }
  return {{"running", state.is_running}, {"problem", text_json(state.problem)}, {"files", std::move(files)}};
}

Json overview_json(const Overview& view) {
  return {{"version", view.program_version},
          {"model", view.model_version},
          {"started_at", iso_time(view.started_at)},
          {"resident_bytes", view.resident_bytes},
          {"free_bytes", number_json(view.free_bytes)},
          {"database",
           {{"engine", view.store.engine},
            {"migration", number_json(view.store.applied)},
            {"pending", view.store.pending},
            {"bytes", view.store.database_bytes}}},
          {"users",
           {{"active", view.users.active},
            {"unverified", view.users.unverified},
            {"disabled", view.users.disabled},
            {"admins", view.users.admins}}},
          {"kept", kept_json(view.kept)},
          {"jobs", {{"queued", view.jobs.queued}, {"running", view.jobs.running}, {"failed", view.jobs.failed}}},
          {"mails", {{"waiting", view.mails.waiting}, {"failed", view.mails.failed}}},
          {"pictures",
           {{"a_minute", view.pictures_a_minute()},
            {"read", view.pictures.read},
            {"from_cache", view.pictures.from_cache},
            {"refused", view.pictures.refused},
            {"turned_away", view.pictures.overflows},
            {"waiting", view.pictures.waiting}}},
          {"backups", backups_json(view.backups)}};
}

Json job_json(const Job& job) {
  Json json = training_json(job);
  json.erase("loss");  // on the digits of a person
  json["kind"] = name_of(job.kind);
  json["owner"] = job.owner_id;
  json["tries"] = job.tries;
  json["runner"] = text_json(job.runner);
  return json;
}

Json audit_json(const AuditRow& row) {
  return {{"id", row.id},
          {"at", iso_time(row.at)},
          {"actor", text_json(row.entry.actor)},
          {"actor_email", text_json(row.actor_email)},
          {"action", row.entry.action},
          {"subject", text_json(row.entry.subject)},
          {"subject_email", text_json(row.subject_email)},
          {"detail", row.entry.detail},
          {"address", row.entry.origin.address},
          {"request", row.entry.origin.request_id}};
}

Json mail_json(const MailRow& row) {
  return {{"id", row.id},
          {"to", row.to},
          {"subject", row.subject},
          {"state", name_of(row.state)},
          {"tries", row.tries},
          {"created_at", iso_time(row.created_at)},
          {"next_try_at", row.state == MailState::waiting ? Json(iso_time(row.next_try_at)) : Json()},
          {"done_at", time_json(row.done_at)},
          {"problem", text_json(row.problem)}};
}

Json model_json(const ModelVersion& version) {
  return {{"id", version.id},
          {"number", version.number},
          {"source", name_of(version.source)},
          {"note", version.note},
          {"sha256", version.sha256},
          {"bytes", version.bytes},
          {"parent_sha256", text_json(version.parent_sha256)},
          {"created_at", iso_time(version.created_at)},
          {"created_by", version.created_by},
          {"mnist", share_json(version.mnist_after)}};
}

Json gate_json(const PromotionGate& gate) {
  Json tests = Json::array();
  for (const GateTest& test : gate.tests) {
    tests.push_back({{"name", test.name},
                     {"margin", test.margin},
                     {"served", share_json(test.served)},
                     {"served_loss", number_json(test.served_loss)},
                     {"version", share_json(test.candidate)},
                     {"version_loss", number_json(test.candidate_loss)},
                     {"passed", test.is_measured() ? Json(test.is_passed()) : Json()}});
  }
  return {{"tests", std::move(tests)}, {"obstacle", text_json(gate.obstacle())}};
}

Json served_json(const Served& served) {
  return {{"version", served.version ? Json(served.version->id) : Json()},
          {"number", served.version ? Json(served.version->number) : Json()},
          {"sha256", served.sha256},
          {"canary", canary_json(served.canary)},
          {"last_promotion", served.last_promotion ? Json(served.last_promotion->id) : Json()}};
}

Json promotion_json(const PromotionRow& row) {
  return {{"id", row.id},
          {"version", row.version_id},
          {"number", row.version_number},
          {"replaced", number_json(row.replaced_id)},
          {"note", row.note},
          {"promoted_at", iso_time(row.promoted_at)},
          {"promoted_by", row.promoted_by},
          {"undone_at", time_json(row.undone_at)},
          {"undone_by", text_json(row.undone_by)}};
}

Json test_set_json(const std::optional<TestSet>& set) {
  if (!set) return {};
  return {{"images", set->images}, {"created_at", iso_time(set->created_at)}, {"created_by", set->created_by}};
}

Json update_json(const OfferedModel& offered) {
  return {{"name", offered.name},
          {"sha256", offered.sha256},
          {"bytes", offered.bytes},
          {"note", offered.note},
          {"known", offered.is_known}};
}

}  // namespace digitnet::serve
