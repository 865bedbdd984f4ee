#include "training_json.hpp"

#include <nlohmann/json.hpp>

#include "iso_time.hpp"
#include "job_progress.hpp"
#include "optional_json.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json share_json(const std::optional<ShareRight>& share) {
  return share ? share_json(*share) : Json();
}

Json share_json(const ShareRight& share) {
  if (share.images == 0) return {};
  const Interval interval = share.interval();
  return {{"right", share.right},
          {"images", share.images},
          {"accuracy", share.accuracy()},
          {"interval", {interval.low, interval.high}}};
}

Json training_json(const Job& job) {
  return {{"id", job.id},
          {"state", name_of(job.state)},
          {"phase", text_json(job.progress.phase)},
          {"share", job.progress.share},
          {"epoch", job.progress.epoch},
          {"epochs", job.progress.epochs},
          {"loss", job.progress.loss},
          {"seconds", job.seconds},
          {"version", text_json(job.version_id)},
          {"problem", text_json(job.problem)},
          {"created_at", iso_time(job.created_at)},
          {"started_at", time_json(job.started_at)},
          {"ended_at", time_json(job.ended_at)}};
}

Json needs_json(const TrainingNeeds& needs) {
  return {{"digits", needs.digits},
          {"labels", needs.labels},
          {"seconds_a_day", needs.budget.seconds},
          {"seconds_left", needs.budget.left},
          {"obstacle", text_json(needs.obstacle())}};
}

Json version_json(const ModelVersion& version, bool used) {
  return {
      {"id", version.id},
      {"number", version.number},
      {"used", used},
      {"note", version.note},
      {"sha256", version.sha256},
      {"bytes", version.bytes},
      {"parent_sha256", text_json(version.parent_sha256)},
      {"created_at", iso_time(version.created_at)},
      {"trained_images", version.trained_images},
      {"held_back", {{"before", share_json(version.held_back_before)}, {"after", share_json(version.held_back_after)}}},
      {"mnist", {{"before", share_json(version.mnist_before)}, {"after", share_json(version.mnist_after)}}},
      {"file", "/api/v1/versions/" + version.id + "/file"}};
}

Json history_of(const ModelVersion& version) {
  return Json::parse(history_json(version.history));
}

}  // namespace digitnet::serve
