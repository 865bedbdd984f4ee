#include "reading/field_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reading/calendar.hpp"

namespace digitnet {
namespace {

/// Of the numbers that people write, so many break their rules.
constexpr double kWrittenWrong = 0.02;

}  // namespace

FieldRules::FieldRules(const FormField& field, float min_confidence) : field_(&field), min_confidence_(min_confidence) {
  if (field.pattern) pattern_counts_ = count_numbers(*field.pattern);
  if (field.allowed) allowed_counts_ = count_numbers(*field.allowed);
}

const NumberPattern* FieldRules::numbers() const {
  if (field_->allowed) return &*field_->allowed;
  return field_->pattern ? &*field_->pattern : nullptr;
}

std::string FieldRules::format(const std::string& digits) const {
  return field_->pattern && field_->pattern->matches(digits) ? field_->pattern->format(digits) : digits;
}

std::string FieldRules::broken_rule(const std::string& digits) const {
  if (field_->pattern && !field_->pattern->matches(digits)) {
    const bool wrong_length = pattern_counts_[std::min<std::size_t>(digits.size(), NumberPattern::kMostDigits)] == 0;
    return wrong_length ? fmt::format("{} digit{}", digits.size(), digits.size() == 1 ? "" : "s")
                        : "not as the pattern";
  }
  if (field_->allowed && !field_->allowed->matches(digits)) return "not in the list";
  if (field_->check && !satisfies(*field_->check, format(digits))) return "fails " + name_of(*field_->check);
  if (field_->date && !is_date(digits, *field_->date)) return "no date";
  return "";
}

double FieldRules::weight_of_invalid(std::size_t digits) const {
  const std::size_t length = std::min<std::size_t>(digits, NumberPattern::kMostDigits);
  double valid = 1;
  const double numbers = std::pow(10.0, static_cast<double>(length));
  if (field_->pattern) valid = pattern_counts_[length] / numbers;
  if (field_->allowed) valid = allowed_counts_[length] / numbers;
  if (field_->check) valid *= share_satisfying(*field_->check);
  if (field_->date) valid *= share_of_dates(length);
  if (valid >= 1 - 1e-9) return 1;
  return std::min(1.0, kWrittenWrong / (1 - kWrittenWrong) * valid / (1 - valid));
}

Decision FieldRules::decide(const std::vector<Alternative>& candidates) const {
  const Alternative& read = candidates.front();
  double valid = 0;
  const Alternative* best = nullptr;
  for (const Alternative& candidate : candidates) {
    if (!broken_rule(candidate.text).empty()) continue;
    valid += static_cast<double>(candidate.confidence);
    if (best == nullptr) best = &candidate;
  }
  const std::string broken = broken_rule(read.text);
  const double weight = weight_of_invalid(best != nullptr ? best->text.size() : read.text.size());
  const double all = valid + weight * std::max(0.0, 1 - valid);
  if (broken.empty()) return {read.text, static_cast<float>(read.confidence / all), ""};
  if (best != nullptr && best->confidence > weight * read.confidence) {
    return {best->text, static_cast<float>(best->confidence / all), fmt::format("read as {}: {}", read.text, broken)};
  }
  const double share = valid > 0 ? weight / all : 1;
  return {read.text, static_cast<float>(read.confidence * share), broken};
}

}  // namespace digitnet
