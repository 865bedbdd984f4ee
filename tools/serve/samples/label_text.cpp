#include "label_text.hpp"

#include <algorithm>

#include "account_error.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostDigitsInName = 6;
constexpr std::string_view kEndsOfLabel = "_-. (";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

[[noreturn]] void refuse(const char* sentence) {
  throw AccountError(AccountError::Kind::invalid, "label", sentence);
}

/// Takes what stands behind the last separator off the end of a path.
std::string_view take_last(std::string_view& path) {
  const auto separator = path.find_last_of("/\\");
  const std::string_view last = separator == std::string_view::npos ? path : path.substr(separator + 1);
  path = separator == std::string_view::npos ? std::string_view() : path.substr(0, separator);
  return last;
}

std::string_view stem_of(std::string_view file) {
  const auto dot = file.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? file : file.substr(0, dot);
}

std::string_view leading_digits(std::string_view stem) {
  return stem.substr(0, std::min(stem.find_first_not_of("0123456789"), stem.size()));
}

}  // namespace

std::optional<LabelText> label_given(std::string_view text) {
  const std::string_view label = trimmed(text);
  if (label.empty()) return std::nullopt;
  if (!is_number(label)) refuse("A label is the digits that the picture shows, such as 7 or 4711.");
  if (label.size() > kMostLabelDigits) refuse("A label has 64 digits at most.");
  return LabelText(label);
}

int digit_given(std::string_view text) {
  const std::string_view label = trimmed(text);
  if (label.size() != 1 || !is_digit(label.front())) refuse("Choose a digit from 0 to 9.");
  return label.front() - '0';
}

std::optional<LabelText> label_in_name(std::string_view file_name) {
  const std::string_view stem = stem_of(take_last(file_name));
  const std::string_view folder = take_last(file_name);
  if (folder.size() == 1 && is_number(folder)) return LabelText(folder);
  const std::string_view first = leading_digits(stem);
  const bool has_end = first.size() == stem.size() || kEndsOfLabel.find(stem[first.size()]) != std::string_view::npos;
  if (!first.empty() && first.size() <= kMostDigitsInName && has_end) return LabelText(first);
  if (!first.empty() || stem.size() < 2 || !is_digit(stem.back())) return std::nullopt;
  const char before = stem[stem.size() - 2];
  if (before != '_' && before != '-') return std::nullopt;
  return LabelText(stem.substr(stem.size() - 1));
}

}  // namespace digitnet::serve
