#include "prediction_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shortest_decimal.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

// A number is as sure as its least sure digit.
float probability_of(const PictureReading& reading) {
  float least = 1;
  for (const ReadDigit& digit : reading.digits) {
    least = std::min(least, digit.probability);
  }
  return least;
}

Json digit_json(const ReadDigit& digit) {
  Json top = Json::array();
  for (const auto& [label, probability] : digit.top) {
    top.push_back({{"label", label}, {"probability", shortest_decimal(probability)}});
  }
  return {{"label", digit.label},
          {"probability", shortest_decimal(digit.probability)},
          {"top", std::move(top)},
          {"box", {{"x", digit.box.x}, {"y", digit.box.y}, {"width", digit.box.width}, {"height", digit.box.height}}}};
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

}  // namespace

std::string text_line(const PictureReading& reading) {
  std::string line =
      fmt::format("{} {:5.1f} %  {}", reading.text, 100 * probability_of(reading), printable(reading.image));
  for (const ReadDigit& digit : reading.digits) {
    if (digit.top.size() > 1) {
      std::vector<std::string> parts;
      for (const auto& [label, probability] : digit.top) {
        parts.push_back(fmt::format("{} {:.1f} %", label, 100 * probability));
      }
      line += fmt::format("  ({})", fmt::join(parts, ", "));
    }
  }
  return line + "\n";
}

std::string json_line(const PictureReading& reading) {
  Json digits = Json::array();
  for (const ReadDigit& digit : reading.digits) {
    digits.push_back(digit_json(digit));
  }
  const Json line{{"image", reading.image},
                  {"text", reading.text},
                  {"digits", std::move(digits)},
                  {"error", reading.error.empty() ? Json() : Json(reading.error)}};
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string csv_header(int top) {
  std::string header = "image,text,probability,x,y,width,height,error";
  for (int rank = 2; rank <= top; ++rank) {
    header += fmt::format(",label_{0},probability_{0}", rank);
  }
  return header + "\n";
}

std::string csv_line(const PictureReading& reading, int top) {
  std::string line = csv_field(reading.image) + ",";
  if (reading.digits.empty()) {
    line += ",,,,,,";
  } else {
    const Box& box = reading.digits.front().box;
    line +=
        fmt::format("{},{},{},{},{},{},", reading.text, probability_of(reading), box.x, box.y, box.width, box.height);
  }
  line += csv_field(reading.error);
  for (std::size_t rank = 1; rank < static_cast<std::size_t>(top); ++rank) {
    const bool there = !reading.digits.empty() && rank < reading.digits.front().top.size();
    line += there
                ? fmt::format(",{},{}", reading.digits.front().top[rank].first, reading.digits.front().top[rank].second)
                : ",,";
  }
  return line + "\n";
}

}  // namespace digitnet::cli
