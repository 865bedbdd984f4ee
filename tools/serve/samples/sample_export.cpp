#include "sample_export.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "iso_time.hpp"

namespace digitnet::serve {
namespace {

using nlohmann::ordered_json;

ordered_json digit_json(const std::optional<int>& digit) {
  return digit ? ordered_json(*digit) : ordered_json(nullptr);
}

}  // namespace

std::string export_name(const Sample& sample) {
  return fmt::format("digits/{}/{}.png", sample.label ? std::to_string(*sample.label) : "unlabelled", sample.number);
}

std::string samples_json(const std::vector<Sample>& samples) {
  ordered_json list = ordered_json::array();
  for (const Sample& sample : samples) {
    list.push_back({{"id", sample.id},
                    {"file", export_name(sample)},
                    {"sha256", sample.sha256},
                    {"bytes", sample.bytes},
                    {"label", digit_json(sample.label)},
                    {"other_label", digit_json(sample.other_label)},
                    {"source", name_of(sample.source)},
                    {"file_name", sample.file_name},
                    {"held_back", sample.is_held_back},
                    {"model", sample.opinion.model_version},
                    {"model_label", sample.opinion.label},
                    {"model_probability", sample.opinion.probability},
                    {"created_at", iso_time(sample.created_at)}});
  }
  return list.dump(2) + "\n";
}

}  // namespace digitnet::serve
