#include "evaluation_json.hpp"

#include <nlohmann/json.hpp>

#include "evaluation_table.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

Json risk_json(const RiskPoint& point) {
  return {{"coverage", point.coverage}, {"error", point.error}, {"least_probability", point.least_probability}};
}

Json confidence_json(const Confidence& confidence) {
  Json json{{"calibration_error", confidence.calibration_error},
            {"adaptive_calibration_error", confidence.adaptive_calibration_error},
            {"risk_coverage_area", confidence.risk_coverage_area},
            {"refusing", Json::object()},
            {"reliability", Json::array()},
            {"risk_coverage", Json::array()}};
  for (const int percent : kRefusedPercents) {
    json["refusing"][std::to_string(percent)] = risk_json(confidence.refusing(percent));
  }
  for (const ReliabilityBin& bin : confidence.reliability) {
    json["reliability"].push_back({{"low", bin.low},
                                   {"high", bin.high},
                                   {"images", bin.answers},
                                   {"mean_probability", bin.mean_probability},
                                   {"accuracy", bin.accuracy}});
  }
  for (const RiskPoint& point : confidence.risk_coverage) {
    json["risk_coverage"].push_back(risk_json(point));
  }
  return json;
}

}  // namespace

std::string evaluation_json(const Evaluation& evaluation, const std::string& model, const std::string& data) {
  Json json{{"model", model},
            {"data", data},
            {"images", evaluation.images},
            {"loss", evaluation.loss},
            {"accuracy", evaluation.accuracy},
            {"accuracy_interval", {evaluation.accuracy_interval.low, evaluation.accuracy_interval.high}},
            {"top_k_accuracy", evaluation.top_k_accuracy},
            {"confidence", confidence_json(evaluation.confidence)},
            {"classes", Json::array()},
            {"confusion", evaluation.confusion},
            {"mistakes", Json::array()}};
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const ClassFigures& figures = evaluation.classes[i];
    json["classes"].push_back({{"class", i},
                               {"precision", figures.precision},
                               {"recall", figures.recall},
                               {"f1", figures.f1},
                               {"images", figures.support}});
  }
  for (const Mistake& mistake : evaluation.mistakes) {
    json["mistakes"].push_back({{"index", mistake.index},
                                {"label", mistake.label},
                                {"predicted", mistake.predicted},
                                {"probability", mistake.probability}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace digitnet::cli
