#include "evaluation_json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "digitnet/error.hpp"
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

RiskPoint parse_risk(const Json& json) {
  return {json.at("coverage"), json.at("error"), json.at("least_probability")};
}

Confidence parse_confidence(const Json& json) {
  Confidence confidence;
  confidence.calibration_error = json.at("calibration_error");
  confidence.adaptive_calibration_error = json.at("adaptive_calibration_error");
  confidence.risk_coverage_area = json.at("risk_coverage_area");
  for (const Json& bin : json.at("reliability")) {
    confidence.reliability.push_back(
        {bin.at("low"), bin.at("high"), bin.at("images"), bin.at("mean_probability"), bin.at("accuracy")});
  }
  for (const Json& point : json.at("risk_coverage")) confidence.risk_coverage.push_back(parse_risk(point));
  return confidence;
}

Evaluation parse_figures(const Json& json) {
  Evaluation evaluation;
  evaluation.images = json.at("images");
  evaluation.loss = json.at("loss");
  evaluation.accuracy = json.at("accuracy");
  evaluation.accuracy_interval = {json.at("accuracy_interval").at(0), json.at("accuracy_interval").at(1)};
  evaluation.top_k_accuracy = json.at("top_k_accuracy").get<std::vector<double>>();
  evaluation.confusion = json.at("confusion").get<std::vector<std::vector<std::size_t>>>();
  evaluation.confidence = parse_confidence(json.at("confidence"));
  for (const Json& figures : json.at("classes")) {
    evaluation.classes.push_back(
        {figures.at("precision"), figures.at("recall"), figures.at("f1"), figures.at("images")});
  }
  for (const Json& mistake : json.at("mistakes")) {
    evaluation.mistakes.push_back(
        {mistake.at("index"), mistake.at("label"), mistake.at("predicted"), mistake.at("probability")});
  }
  return evaluation;
}

void check_tables(const Evaluation& evaluation, const std::string& name) {
  const std::size_t classes = evaluation.classes.size();
  bool is_square = evaluation.confusion.size() == classes && classes > 0;
  for (const auto& row : evaluation.confusion) is_square = is_square && row.size() == classes;
  const std::size_t points = evaluation.confidence.risk_coverage.size();
  if (is_square && points == 100) return;
  throw FormatError(fmt::format(
      "{}: expected a confusion matrix as large as the table of classes and 100 points of risk, found {} classes, {} "
      "rows and {} points",
      name, classes, evaluation.confusion.size(), points));
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

Evaluation parse_evaluation(const std::string& json, const std::string& name) {
  try {
    Evaluation evaluation = parse_figures(Json::parse(json));
    check_tables(evaluation, name);
    return evaluation;
  } catch (const Json::exception& error) {
    throw FormatError(
        fmt::format("{}: expected what 'digitnet evaluate --json' prints, found: {}", name, error.what()));
  }
}

}  // namespace digitnet::cli
