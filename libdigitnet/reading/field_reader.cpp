#include "reading/field_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>

#include "image/cell_ink.hpp"
#include "image/line_removal.hpp"
#include "reading/cell_numbers.hpp"

namespace digitnet {
namespace {

constexpr std::size_t kMostCandidates = 256;
constexpr int kAlternatives = 64;
constexpr const char* kNoDigit = "?";

/// What was read in a field before its rules decide.
struct Raw {
  std::string text;                     // `?` for what is no digit; empty: nothing is written
  std::vector<Alternative> candidates;  // none when there is a `?`
  std::string remark;                   // what a person should look at
};

/// The regions side by side, as they were scanned.
Image draw(const std::vector<SeenRegion>& regions) {
  int width = 0;
  int height = 0;
  for (const SeenRegion& region : regions) {
    width += region.picture.grey.width;
    height = std::max(height, region.picture.grey.height);
  }
  Image image{width, height,
              std::vector<std::uint8_t>(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 255)};
  int left = 0;
  for (const SeenRegion& region : regions) {
    const Image part = to_image(region.picture.grey);
    for (int y = 0; y < part.height; ++y) {
      std::copy_n(part.pixels.begin() + static_cast<std::ptrdiff_t>(y) * part.width, part.width,
                  image.pixels.begin() + static_cast<std::ptrdiff_t>(y) * width + left);
    }
    left += part.width;
  }
  return image;
}

/// The digits in the cells of all regions.
std::vector<std::optional<Image>> take_digits(const std::vector<SeenRegion>& regions) {
  std::vector<std::optional<Image>> digits;
  for (const SeenRegion& region : regions) {
    std::ranges::move(digits_in_cells(region.picture, region.lines), std::back_inserter(digits));
  }
  return digits;
}

/// The digit in the picture of one cell; nothing when there is none.
std::optional<ReadDigit> read_digit(Reader& reader, const Image& cell) {
  Reading reading = reader.read(cell, {NumberPattern::of_length(1), 1, 0});
  if (reading.lines.size() != 1 || reading.lines.front().digits.size() != 1) return std::nullopt;
  return std::move(reading.lines.front().digits.front());
}

void append_new(std::vector<Alternative>& candidates, std::vector<Alternative> more) {
  std::set<std::string> known;
  for (const Alternative& candidate : candidates) known.insert(candidate.text);
  for (Alternative& candidate : more) {
    if (known.insert(candidate.text).second) candidates.push_back(std::move(candidate));
  }
}

Raw read_cells(Reader& reader, const std::vector<std::optional<Image>>& cells, const FieldRules& rules) {
  Raw raw;
  std::vector<std::vector<float>> digits;
  std::size_t last = cells.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!cells[i]) continue;
    if (!raw.text.empty() && last + 1 != i) raw.remark = "an empty cell between digits";
    last = i;
    if (auto digit = read_digit(reader, *cells[i])) {
      raw.text += static_cast<char>('0' + digit->label);
      digits.push_back(std::move(digit->probabilities));
    } else {
      raw.text += kNoDigit;
      raw.remark = fmt::format("no digit in cell {}", i + 1);
    }
  }
  if (raw.text.empty() || digits.size() < raw.text.size()) return raw;
  raw.candidates = likeliest_numbers(digits, nullptr, kMostCandidates);
  if (rules.numbers() != nullptr) {
    append_new(raw.candidates, likeliest_numbers(digits, rules.numbers(), kMostCandidates));
  }
  return raw;
}

/// The ways to read a line; where the reader gives none, the line itself.
std::vector<Alternative> ways_to_read(const Reading& reading) {
  if (reading.lines.empty()) return {};
  const ReadLine& line = reading.lines.front();
  return line.alternatives.empty() ? std::vector<Alternative>{{line.text(), line.confidence}} : line.alternatives;
}

/// A number that the reader was told to read so is as probable as its digits are.
std::vector<Alternative> as_probable_as_digits(const Reading& reading) {
  if (reading.lines.empty()) return {};
  float probability = 1;
  for (const ReadDigit& digit : reading.lines.front().digits) probability *= digit.probability;
  return {{reading.lines.front().text(), probability}};
}

Raw read_line(Reader& reader, const Image& picture, const FieldRules& rules) {
  const std::optional<NumberPattern>& pattern = rules.field().pattern;
  Raw raw;
  raw.candidates = ways_to_read(reader.read(picture, {pattern, 1, kAlternatives}));
  if (raw.candidates.empty() && pattern) {
    raw.candidates = ways_to_read(reader.read(picture, {std::nullopt, 1, kAlternatives}));
  }
  if (raw.candidates.empty()) return {kNoDigit, {}, "no number"};
  raw.text = raw.candidates.front().text;
  const bool any_valid = std::ranges::any_of(
      raw.candidates, [&](const Alternative& candidate) { return rules.broken_rule(candidate.text).empty(); });
  if (!any_valid && rules.numbers() != nullptr) {
    append_new(raw.candidates, as_probable_as_digits(reader.read(picture, {*rules.numbers(), 1, 0})));
  }
  return raw;
}

FieldReading decide(const FieldRules& rules, const Raw& raw) {
  FieldReading reading;
  reading.read = raw.text;
  add_reason(reading.review, raw.remark);
  if (raw.text.empty()) {
    reading.confidence = 1;
    add_reason(reading.review, rules.field().required ? "empty" : "");
    return reading;
  }
  if (raw.candidates.empty()) {
    reading.value = raw.text;
    return reading;
  }
  const Decision decision = rules.decide(raw.candidates);
  reading.digits = decision.digits;
  reading.value = rules.format(decision.digits);
  reading.confidence = std::clamp(decision.confidence, 0.0f, 1.0f);
  add_reason(reading.review, decision.reason);
  add_reason(reading.review, reading.confidence < rules.min_confidence() ? "not sure" : "");
  return reading;
}

}  // namespace

void add_reason(std::string& review, std::string_view reason) {
  if (!reason.empty()) review.append(review.empty() ? "" : ", ").append(reason);
}

FieldReading read_field(Reader& reader, const FieldRules& rules, std::vector<SeenRegion> regions) {
  const FormField& field = rules.field();
  Image picture = draw(regions);
  if (field.printed) {
    for (SeenRegion& region : regions) erase_lines(region.picture, region.lines);
  }
  Raw raw;
  if (field.regions.front().cells > 0) {
    raw = read_cells(reader, take_digits(regions), rules);
  } else if (const auto writing = writing_inside(regions.front().picture, regions.front().lines)) {
    raw = read_line(reader, *writing, rules);
  }
  FieldReading reading = decide(rules, raw);
  reading.picture = std::move(picture);
  return reading;
}

}  // namespace digitnet
