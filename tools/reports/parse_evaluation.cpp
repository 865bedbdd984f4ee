#include "parse_evaluation.hpp"

#include <fmt/format.h>

#include <cmath>

#include "digitnet/error.hpp"
#include "formats/strict_json.hpp"

namespace digitnet::cli {
namespace {

constexpr std::size_t kMostRows = 100'000;  // of any list

/// Where a member lies, for errors.
struct Place {
  const std::string& name;
  std::string path;

  [[nodiscard]] ObjectReader reader(const ParsedJson& json) const { return {json, name, path}; }
  [[nodiscard]] Place row(const char* key, std::size_t index) const {
    return {name, fmt::format("{}{}{}[{}]", path, path.empty() ? "" : ".", key, index)};
  }
};

double share(ObjectReader& reader, const char* key) {
  const double value = reader.number(key);
  if (!(value >= 0 && value <= 1)) reader.fail(key, "a share from 0 to 1");
  return value;
}

std::size_t count(ObjectReader& reader, const char* key) {
  const std::int64_t value = reader.large_integer(key);
  if (value < 0) reader.fail(key, "a count");
  return static_cast<std::size_t>(value);
}

const ParsedJson& list(ObjectReader& reader, const char* key) {
  const ParsedJson& rows = reader.member(key);
  if (!rows.is_array() || rows.size() > kMostRows) reader.fail(key, "a list");
  return rows;
}

std::vector<double> shares(ObjectReader& reader, const char* key) {
  std::vector<double> values;
  for (const ParsedJson& value : list(reader, key)) {
    if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 1)) {
      reader.fail(key, "a list of shares from 0 to 1");
    }
    values.push_back(value.get<double>());
  }
  return values;
}

ReliabilityBin parse_bin(ObjectReader bin) {
  return {share(bin, "low"), share(bin, "high"), count(bin, "images"), share(bin, "mean_probability"),
          share(bin, "accuracy")};
}

RiskPoint parse_risk(ObjectReader point) {
  return {share(point, "coverage"), share(point, "error"), static_cast<float>(share(point, "least_probability"))};
}

Confidence parse_confidence(ObjectReader reader, const Place& place) {
  Confidence confidence;
  confidence.calibration_error = share(reader, "calibration_error");
  confidence.adaptive_calibration_error = share(reader, "adaptive_calibration_error");
  confidence.risk_coverage_area = share(reader, "risk_coverage_area");
  for (const ParsedJson& bin : list(reader, "reliability")) {
    confidence.reliability.push_back(parse_bin(place.row("reliability", confidence.reliability.size()).reader(bin)));
  }
  for (const ParsedJson& point : list(reader, "risk_coverage")) {
    confidence.risk_coverage.push_back(
        parse_risk(place.row("risk_coverage", confidence.risk_coverage.size()).reader(point)));
  }
  constexpr std::size_t kPercents = 100;  // Confidence::refusing() looks among so many
  if (confidence.risk_coverage.size() != kPercents) reader.fail("risk_coverage", "a list of 100 points");
  return confidence;
}

ClassFigures parse_class(ObjectReader figures) {
  return {share(figures, "precision"), share(figures, "recall"), share(figures, "f1"), count(figures, "images")};
}

Mistake parse_mistake(ObjectReader mistake) {
  return {count(mistake, "index"), mistake.integer("label"), mistake.integer("predicted"),
          static_cast<float>(share(mistake, "probability"))};
}

std::vector<std::vector<std::size_t>> parse_confusion(ObjectReader& reader, std::size_t classes) {
  std::vector<std::vector<std::size_t>> confusion;
  const ParsedJson& rows = list(reader, "confusion");
  for (const ParsedJson& row : rows) {
    if (!row.is_array() || row.size() != classes || rows.size() != classes) {
      reader.fail("confusion", "a square with a row for each class");
    }
    std::vector<std::size_t>& counts = confusion.emplace_back();
    for (const ParsedJson& value : row) {
      if (!value.is_number_unsigned()) reader.fail("confusion", "counts");
      counts.push_back(value.get<std::size_t>());
    }
  }
  if (confusion.size() != classes) reader.fail("confusion", "a square with a row for each class");
  return confusion;
}

}  // namespace

Evaluation parse_evaluation(std::string_view text, const std::string& name) {
  const ParsedJson json = parse_strict_json(text, name, "the evaluation");
  const Place top{name, ""};
  ObjectReader reader = top.reader(json);
  Evaluation evaluation;
  evaluation.images = count(reader, "images");
  evaluation.loss = reader.number("loss");
  evaluation.accuracy = share(reader, "accuracy");
  const std::vector<double> interval = shares(reader, "accuracy_interval");
  if (interval.size() != 2) reader.fail("accuracy_interval", "two shares");
  evaluation.accuracy_interval = {interval[0], interval[1]};
  evaluation.top_k_accuracy = shares(reader, "top_k_accuracy");
  const Place confidence{name, "confidence"};
  evaluation.confidence = parse_confidence(confidence.reader(reader.member("confidence")), confidence);
  for (const ParsedJson& figures : list(reader, "classes")) {
    evaluation.classes.push_back(parse_class(top.row("classes", evaluation.classes.size()).reader(figures)));
  }
  evaluation.confusion = parse_confusion(reader, evaluation.classes.size());
  for (const ParsedJson& mistake : list(reader, "mistakes")) {
    evaluation.mistakes.push_back(parse_mistake(top.row("mistakes", evaluation.mistakes.size()).reader(mistake)));
  }
  return evaluation;
}

}  // namespace digitnet::cli
