#include "trial_json.hpp"

#include <nlohmann/json.hpp>

#include "evaluation_json.hpp"
#include "iso_time.hpp"
#include "shortest_decimal.hpp"
#include "training_json.hpp"
#include "trial_words.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

std::string path_of(const Trial& trial) {
  return "/api/v1/tests/" + trial.id;
}

Json digit_json(const TrialResult& result, std::size_t place) {
  const FreshDigit& digit = result.digits[place];
  const auto [label, probability] = answer_in(result.outputs.of(place));
  return {{"number", digit.number},
          {"file_name", digit.file_name},
          {"label", digit.label},
          {"read_as", label},
          {"probability", cli::shortest_decimal(probability)},
          {"known", bool{result.is_known[place]}},
          {"image", path_of(result.trial) + "/digits/" + std::to_string(digit.number)}};
}

Json comparison_json(const Trial& first, const Trial& other, const PairedComparison& comparison) {
  const Interval interval = comparison.interval();
  return {{"test", other.id},
          {"model", trial_json(other)["model"]},
          {"result", share_json(other.all)},
          {"compared", comparison.images()},
          {"left_out", comparison.left_out},
          {"only_this", comparison.only_first},
          {"only_other", comparison.only_second},
          {"difference", comparison.difference()},
          {"difference_interval", {interval.low, interval.high}},
          {"p_value", comparison.p_value()},
          {"verdict", verdict_on(first, other, comparison)}};
}

}  // namespace

Json trial_json(const Trial& trial) {
  return {{"id", trial.id},
          {"number", trial.number},
          {"set", {{"id", trial.set.id}, {"name", trial.set.name}, {"left_out", trial.set.left_out}}},
          {"model",
           {{"version", trial.version_number ? Json(*trial.version_number) : Json()}, {"sha256", trial.model_sha256}}},
          {"result", share_json(trial.all)},
          {"known", share_json(trial.known)},
          {"fresh", share_json(trial.fresh())},
          {"loss", trial.loss},
          {"calibration_error", trial.calibration_error},
          {"created_at", iso_time(trial.created_at)},
          {"report", path_of(trial) + "/report"},
          {"answers", path_of(trial) + "/answers"}};
}

Json trial_view_json(const TrialView& view) {
  const Trial& trial = view.result.trial;
  Json json = trial_json(trial);
  json["remarks"] = remarks_on(trial);
  json["evaluation"] = Json::parse(cli::evaluation_json(view.result.evaluation, model_name(trial), trial.set.name));
  Json digits = Json::array();
  for (std::size_t i = 0; i < view.result.digits.size(); ++i) digits.push_back(digit_json(view.result, i));
  json["digits"] = std::move(digits);
  Json others = Json::array();
  for (const auto& [other, comparison] : view.others) others.push_back(comparison_json(trial, other, comparison));
  json["others"] = std::move(others);
  return json;
}

}  // namespace digitnet::serve
