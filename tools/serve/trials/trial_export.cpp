#include "trial_export.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "csv.hpp"
#include "digit_outputs.hpp"
#include "html_report.hpp"
#include "iso_time.hpp"
#include "shortest_decimal.hpp"
#include "trial_words.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

std::string row_of(const TrialResult& result, std::size_t place) {
  const FreshDigit& digit = result.digits[place];
  const std::span<const float> outputs = result.outputs.of(place);
  const auto [label, probability] = answer_in(outputs);
  std::string row =
      fmt::format("{},{},{},{},{},{},{}", digit.number, cli::csv_text_field(digit.file_name), digit.label, label,
                  cli::shortest_decimal(probability), label == digit.label ? 1 : 0, result.is_known[place] ? 1 : 0);
  for (const float each : outputs.first(kDigits)) row += fmt::format(",{}", cli::shortest_decimal(each));
  return row + "\r\n";
}

}  // namespace

std::string trial_csv(const TrialResult& result) {
  std::string csv = "number,file,label,read_as,probability,right,known,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9\r\n";
  for (std::size_t i = 0; i < result.digits.size(); ++i) csv += row_of(result, i);
  return csv;
}

std::string trial_html(const TrialResult& result) {
  static const std::vector<ModelFile> kNoFiles;  // a version may be gone by now
  const Trial& trial = result.trial;
  return cli::html_report({model_name(trial), fmt::format("“{}”, {}", trial.set.name, iso_time(trial.created_at)),
                           kNoFiles, dataset_of(result.digits), result.evaluation, remarks_on(trial), 1});
}

std::string trials_json(const std::vector<Trial>& trials) {
  Json list = Json::array();
  for (const Trial& trial : trials) {
    list.push_back({{"number", trial.number},
                    {"set", trial.set.name},
                    {"left_out", trial.set.left_out},
                    {"version", trial.version_number ? Json(*trial.version_number) : Json()},
                    {"model_sha256", trial.model_sha256},
                    {"images", trial.all.images},
                    {"right", trial.all.right},
                    {"known_images", trial.known.images},
                    {"known_right", trial.known.right},
                    {"loss", trial.loss},
                    {"calibration_error", trial.calibration_error},
                    {"created_at", iso_time(trial.created_at)}});
  }
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string export_name(const Trial& first, const FreshDigit& digit) {
  return fmt::format("tests/{}/{}/{}.png", first.number, digit.label, digit.number);
}

}  // namespace digitnet::serve
