#include "form_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "csv.hpp"
#include "shortest_decimal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json field_json(const FieldReading& field, const std::string& crop) {
  return {{"value", field.value},
          {"digits", field.digits},
          {"read", field.read},
          {"confidence", shortest_decimal(field.confidence)},
          {"review", text_or_null(field.review)},
          {"crop", text_or_null(crop)}};
}

/// What is to be reviewed, field by field.
std::string review_of(const ScanReading& reading, const Form& form) {
  std::string review;
  for (std::size_t i = 0; i < reading.fields.size(); ++i) {
    if (reading.fields[i].review.empty()) continue;
    review += fmt::format("{}{}: {}", review.empty() ? "" : "; ", form.fields[i].name, reading.fields[i].review);
  }
  return review;
}

}  // namespace

bool is_doubtful(const ScanReading& reading) {
  return std::any_of(reading.fields.begin(), reading.fields.end(),
                     [](const FieldReading& field) { return !field.review.empty(); });
}

std::string form_json_line(const ScanReading& reading, const Form& form) {
  Json fields = Json::object();
  for (std::size_t i = 0; i < reading.fields.size(); ++i) {
    fields[form.fields[i].name] = field_json(reading.fields[i], reading.crops[i]);
  }
  const Json json{{"scan", reading.scan},
                  {"fields", std::move(fields)},
                  {"review", text_or_null(review_of(reading, form))},
                  {"error", text_or_null(reading.error)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string form_csv_header(const Form& form) {
  std::string header = "scan";
  for (const FormField& field : form.fields) {
    header += fmt::format(",{0},{0}_confidence", field.name);
  }
  return header + ",review,error\n";
}

std::string form_csv_row(const ScanReading& reading, const Form& form) {
  std::string row = csv_field(reading.scan);
  for (const FieldReading& field : reading.fields) {
    row += fmt::format(",{},{:.4f}", csv_field(field.value), field.confidence);
  }
  if (reading.fields.empty()) {
    row += std::string(2 * form.fields.size(), ',');
  }
  return fmt::format("{},{},{}\n", row, csv_field(review_of(reading, form)), csv_field(reading.error));
}

}  // namespace digitnet::cli
