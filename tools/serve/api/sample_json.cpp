#include "sample_json.hpp"

#include <nlohmann/json.hpp>

#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

using nlohmann::ordered_json;

ordered_json digit_json(const std::optional<int>& digit) {
  return digit ? ordered_json(*digit) : ordered_json(nullptr);
}

ordered_json json_of(const Sample& sample) {
  return {{"id", sample.id},
          {"label", digit_json(sample.label)},
          {"other_label", digit_json(sample.other_label)},
          {"source", name_of(sample.source)},
          {"file_name", sample.file_name},
          {"bytes", sample.bytes},
          {"sha256", sample.sha256},
          {"held_back", sample.is_held_back},
          {"doubtful", sample.is_doubtful()},
          {"model",
           {{"label", sample.opinion.label},
            {"probability", sample.opinion.probability},
            {"version", sample.opinion.model_version}}},
          {"created_at", iso_time(sample.created_at)},
          {"image", "/api/v1/samples/" + sample.id + "/image"}};
}

ordered_json json_of(const AddedSample& added) {
  ordered_json json = {{"file_name", added.file_name}, {"outcome", name_of(added.outcome)}};
  if (added.sample) json["sample"] = json_of(*added.sample);
  if (!added.problem.empty()) json["problem"] = {{"status", added.status}, {"detail", added.problem}};
  return json;
}

}  // namespace

std::string sample_json(const Sample& sample) {
  return json_of(sample).dump() + "\n";
}

std::string sample_list_json(const SampleList& list, const SampleCounts& counts, const SampleQuota& quota) {
  ordered_json samples = ordered_json::array();
  for (const Sample& sample : list.rows) samples.push_back(json_of(sample));
  const ordered_json json = {{"samples", std::move(samples)},
                             {"matching", list.matching},
                             {"counts",
                              {{"all", counts.all},
                               {"bytes", counts.bytes},
                               {"by_label", counts.by_label},
                               {"unlabelled", counts.unlabelled},
                               {"held_back", counts.held_back},
                               {"doubtful", counts.doubtful},
                               {"conflicts", counts.conflicts}}},
                             {"quota", {{"images", quota.images}, {"bytes", quota.bytes}}}};
  return json.dump() + "\n";
}

std::string added_samples_json(const std::vector<AddedSample>& added) {
  ordered_json results = ordered_json::array();
  for (const AddedSample& each : added) results.push_back(json_of(each));
  return ordered_json{{"results", std::move(results)}}.dump() + "\n";
}

}  // namespace digitnet::serve
