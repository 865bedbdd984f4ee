#include "own_versions.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "audit_log.hpp"
#include "iso_time.hpp"
#include "job_progress.hpp"
#include "job_queue.hpp"
#include "note.hpp"
#include "training.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t kTrainingsAtOnce = 200;

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json as_json(const std::optional<Time>& time) {
  return time ? Json(iso_time(*time)) : Json();
}

Json as_json(const Job& job) {
  return {{"state", name_of(job.state)},
          {"created_at", iso_time(job.created_at)},
          {"started_at", as_json(job.started_at)},
          {"ended_at", as_json(job.ended_at)},
          {"seconds", job.seconds},
          {"problem", job.problem}};
}

Json as_json(const ModelVersion& version, bool is_used) {
  return {{"number", version.number},
          {"is_used", is_used},
          {"sha256", version.sha256},
          {"created_at", iso_time(version.created_at)},
          {"note", version.note},
          {"trained_images", version.trained_images},
          {"held_back_images", version.held_back_after.images},
          {"held_back_right_before", version.held_back_before.right},
          {"held_back_right_after", version.held_back_after.right},
          {"history", Json::parse(history_json(version.history))}};
}

}  // namespace

Page<ModelVersion> OwnVersions::list(const User& user, PageRequest page) {
  return context_.database().read([&](Transaction& transaction) { return Versions(transaction).list(user.id, page); });
}

ModelVersion OwnVersions::get(const User& user, const std::string& version_id) {
  return context_.database().read(
      [&](Transaction& transaction) { return Versions(transaction).get(version_id, user.id); });
}

std::optional<ModelVersion> OwnVersions::used(const User& user) {
  return context_.database().read([&](Transaction& transaction) { return Versions(transaction).chosen(user.id); });
}

void OwnVersions::use(const User& user, const std::string& version_id, const RequestOrigin& origin) {
  context_.database().write([&](Transaction& transaction) {
    const Time now = context_.now();
    Versions versions(transaction);
    (void)versions.get(version_id, user.id);
    versions.choose(user.id, version_id, now);
    AuditLog(transaction).record({user.id, "version.use", version_id, "", origin}, now);
  });
}

void OwnVersions::use_served(const User& user, const RequestOrigin& origin) {
  context_.database().write([&](Transaction& transaction) {
    Versions(transaction).choose_served(user.id);
    AuditLog(transaction).record({user.id, "version.use", "", "served", origin}, context_.now());
  });
}

void OwnVersions::set_note(const User& user, const std::string& version_id, std::string_view note) {
  const std::string checked = checked_note(note);
  context_.database().write([&](Transaction& transaction) {
    Versions versions(transaction);
    (void)versions.get(version_id, user.id);
    versions.set_note(version_id, checked);
  });
}

// Its file is left to the sweep: the same training gives the same bytes, which may be put meanwhile.
void OwnVersions::remove(const User& user, const std::string& version_id, const RequestOrigin& origin) {
  context_.database().write([&](Transaction& transaction) {
    Versions versions(transaction);
    (void)versions.get(version_id, user.id);
    versions.remove(version_id);
    AuditLog(transaction).record({user.id, "version.delete", version_id, "", origin}, context_.now());
  });
}

std::vector<std::uint8_t> OwnVersions::file(const User& user, const std::string& version_id) {
  const ModelVersion version = get(user, version_id);
  auto bytes = context_.files.get({user.id, std::string(kModelFiles), version.sha256});
  if (!bytes) throw FileError("the file of a version is not in the store");
  return *std::move(bytes);
}

void OwnVersions::add_hooks(AccountHooks& hooks) {
  hooks.exports.emplace_back([this](const std::string& user_id, const ExportSink& sink) {
    export_versions(user_id, sink);
    export_trainings(user_id, sink);
  });
}

void OwnVersions::export_versions(const std::string& user_id, const ExportSink& sink) {
  std::optional<ModelVersion> used;
  const Page<ModelVersion> versions = context_.database().read([&](Transaction& transaction) {
    used = Versions(transaction).chosen(user_id);
    return Versions(transaction).list(user_id, {0, TrainingNeeds::kMostVersions});
  });
  Json list = Json::array();
  for (const ModelVersion& version : versions.rows) {
    list.push_back(as_json(version, used && used->id == version.id));
    if (const auto bytes = context_.files.get({user_id, std::string(kModelFiles), version.sha256})) {
      sink(fmt::format("versions/{}.safetensors", version.number),
           {reinterpret_cast<const char*>(bytes->data()), bytes->size()});
    }
  }
  sink("versions.json", text_of(list));
}

void OwnVersions::export_trainings(const std::string& user_id, const ExportSink& sink) {
  Json list = Json::array();
  context_.database().read([&](Transaction& transaction) {
    PageRequest page{0, kTrainingsAtOnce};
    for (bool has_more = true; has_more; page.offset += page.limit) {
      const Page<Job> jobs = JobQueue(transaction).list(user_id, JobKind::train, page);
      for (const Job& job : jobs.rows) list.push_back(as_json(job));
      has_more = jobs.has_more;
    }
  });
  sink("trainings.json", text_of(list));
}

}  // namespace digitnet::serve
