#include "prediction_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "csv.hpp"
#include "digitnet/predictor.hpp"
#include "image/components.hpp"
#include "png_data_uri.hpp"
#include "shortest_decimal.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::pair<int, float>> top_labels(const ReadDigit& digit, int top) {
  std::vector<std::pair<int, float>> labels;
  for (const int label : top_k(digit.probabilities, top)) {
    labels.emplace_back(label, digit.probabilities[static_cast<std::size_t>(label)]);
  }
  return labels;
}

std::string top_text(const ReadDigit& digit, int top) {
  std::vector<std::string> parts;
  for (const auto& [label, probability] : top_labels(digit, top)) {
    parts.push_back(fmt::format("{} {:.1f} %", label, 100 * probability));
  }
  return fmt::format("  ({})", fmt::join(parts, ", "));
}

std::string text_line(const std::string& text, float confidence, const PredictionFormat& format) {
  return fmt::format("{}{} {:5.1f} %", confidence < format.min_confidence ? "not sure: " : "", text, 100 * confidence);
}

Json box_json(const Box& box) {
  return {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}};
}

Json digit_json(const ReadDigit& digit, const PredictionFormat& format) {
  Json labels = Json::array();
  for (const auto& [label, probability] : top_labels(digit, format.top)) {
    labels.push_back({{"label", label}, {"probability", shortest_decimal(probability)}});
  }
  Json json{{"label", digit.label},
            {"probability", shortest_decimal(digit.probability)},
            {"top", std::move(labels)},
            {"box", box_json(digit.box)}};
  if (format.seen) json["seen"] = png_data_uri(digit.seen.pixels, digit.seen.width, digit.seen.height);
  return json;
}

Json line_json(const ReadLine& line, const PredictionFormat& format) {
  Json json{{"text", line.text()}};
  if (format.pattern) {
    json["formatted"] = format.pattern->format(line.text());
  }
  json["confidence"] = shortest_decimal(line.confidence);
  json["box"] = box_json(line.box);
  json["digits"] = Json::array();
  for (const ReadDigit& digit : line.digits) {
    json["digits"].push_back(digit_json(digit, format));
  }
  return json;
}

Box box_around(const std::vector<ReadLine>& lines) {
  Box around = lines.front().box;
  for (const ReadLine& line : lines) {
    around = unite(around, line.box);
  }
  return around;
}

std::string csv_answer(const Reading& reading) {
  if (reading.lines.empty()) {
    return fmt::format(",{},,,,", reading.confidence);
  }
  std::string text = reading.text();
  std::replace(text.begin(), text.end(), '\n', ' ');
  const Box box = box_around(reading.lines);
  return fmt::format("{},{},{},{},{},{}", text, reading.confidence, box.x, box.y, box.width, box.height);
}

// The labels behind the first one, of a picture of one digit.
std::string csv_further_labels(const Reading& reading, int top) {
  const bool one_digit = reading.lines.size() == 1 && reading.lines.front().digits.size() == 1;
  if (!one_digit) {
    return std::string(2 * static_cast<std::size_t>(top - 1), ',');
  }
  std::string columns;
  const auto labels = top_labels(reading.lines.front().digits.front(), top);
  for (std::size_t rank = 1; rank < labels.size(); ++rank) {
    columns += fmt::format(",{},{}", labels[rank].first, labels[rank].second);
  }
  return columns;
}

}  // namespace

bool is_sure(const PictureReading& reading, float min_confidence) {
  const auto& lines = reading.reading.lines;
  const auto line_is_sure = [&](const ReadLine& line) { return line.confidence >= min_confidence; };
  return reading.error.empty() && std::all_of(lines.begin(), lines.end(), line_is_sure) &&
         (!lines.empty() || reading.reading.confidence >= min_confidence);
}

std::string text_lines(const PictureReading& reading, const PredictionFormat& format) {
  const std::string name = printable(reading.image);
  if (reading.reading.lines.empty()) {
    return fmt::format("{}  {}\n", text_line("no digits", reading.reading.confidence, format), name);
  }
  std::string text;
  for (const ReadLine& line : reading.reading.lines) {
    text += fmt::format("{}  {}", text_line(line.text(), line.confidence, format), name);
    for (const ReadDigit& digit : line.digits) {
      text += format.top > 1 ? top_text(digit, format.top) : "";
    }
    text += '\n';
  }
  return text;
}

std::string json_line(const PictureReading& reading, const PredictionFormat& format) {
  Json lines = Json::array();
  Json digits = Json::array();
  for (const ReadLine& line : reading.reading.lines) {
    lines.push_back(line_json(line, format));
    for (const Json& digit : lines.back()["digits"]) {
      digits.push_back(digit);
    }
  }
  const bool read = reading.error.empty();
  const Json json{{"image", reading.image},
                  {"text", reading.reading.text()},
                  {"confidence", read ? Json(shortest_decimal(reading.reading.confidence)) : Json()},
                  {"sure", is_sure(reading, format.min_confidence)},
                  {"lines", std::move(lines)},
                  {"digits", std::move(digits)},
                  {"error", read ? Json() : Json(reading.error)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_header(const PredictionFormat& format) {
  std::string header = "image,text,probability,x,y,width,height,error,sure";
  for (int rank = 2; rank <= format.top; ++rank) {
    header += fmt::format(",label_{0},probability_{0}", rank);
  }
  return header + "\n";
}

std::string csv_row(const PictureReading& reading, const PredictionFormat& format) {
  const bool read = reading.error.empty();
  return fmt::format("{},{},{},{}{}\n", csv_field(reading.image), read ? csv_answer(reading.reading) : ",,,,,",
                     csv_field(reading.error), is_sure(reading, format.min_confidence),
                     csv_further_labels(reading.reading, format.top));
}

}  // namespace digitnet::cli
