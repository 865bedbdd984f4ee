#include "digitnet/check_digit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

constexpr std::array<std::pair<CheckRule, std::string_view>, 5> kNames{{{CheckRule::luhn, "luhn"},
                                                                        {CheckRule::ean, "ean"},
                                                                        {CheckRule::isbn, "isbn"},
                                                                        {CheckRule::aba, "aba"},
                                                                        {CheckRule::iban, "iban"}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'A' && c <= 'Z';
}

std::string without_separators(const std::string& text) {
  std::string plain;
  for (const char c : text) {
    if (std::string_view(" .-/").find(c) == std::string_view::npos) plain += c;
  }
  return plain;
}

bool all_digits(std::string_view text) {
  return std::ranges::all_of(text, is_digit);
}

bool satisfies_luhn(std::string_view digits) {
  if (digits.size() < 2 || !all_digits(digits)) return false;
  int sum = 0;
  bool doubled = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, doubled = !doubled) {
    const int digit = (*it - '0') * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return sum % 10 == 0;
}

bool satisfies_ean(std::string_view digits) {
  constexpr std::array<std::size_t, 4> kLengths{8, 12, 13, 14};
  if (std::ranges::find(kLengths, digits.size()) == kLengths.end() || !all_digits(digits)) return false;
  int sum = 0;
  int weight = 1;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, weight = 4 - weight) sum += (*it - '0') * weight;
  return sum % 10 == 0;
}

bool satisfies_isbn10(std::string_view text) {
  if (!all_digits(text.substr(0, 9)) || (!is_digit(text[9]) && text[9] != 'X')) return false;
  int sum = 0;
  int weight = 10;
  for (const char c : text) sum += (c == 'X' ? 10 : c - '0') * weight--;
  return sum % 11 == 0;
}

bool satisfies_isbn(std::string_view text) {
  if (text.size() == 10) return satisfies_isbn10(text);
  return text.size() == 13 && (text.starts_with("978") || text.starts_with("979")) && satisfies_ean(text);
}

bool satisfies_aba(std::string_view digits) {
  constexpr std::array<int, 3> kWeights{3, 7, 1};
  if (digits.size() != 9 || !all_digits(digits)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) sum += (digits[i] - '0') * kWeights[i % kWeights.size()];
  return sum % 10 == 0;
}

bool satisfies_iban(const std::string& text) {
  constexpr std::size_t kShortest = 15;  // Norway's
  constexpr std::size_t kLongest = 34;
  if (text.size() < kShortest || text.size() > kLongest) return false;
  if (!is_letter(text[0]) || !is_letter(text[1]) || !is_digit(text[2]) || !is_digit(text[3])) return false;
  int remainder = 0;
  for (const char c : text.substr(4) + text.substr(0, 4)) {
    if (is_digit(c)) {
      remainder = (remainder * 10 + (c - '0')) % 97;
    } else if (is_letter(c)) {
      remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
    } else {
      return false;
    }
  }
  return remainder == 1;
}

}  // namespace

CheckRule parse_check_rule(const std::string& name) {
  for (const auto& [rule, known] : kNames) {
    if (name == known) return rule;
  }
  throw ArgumentError(fmt::format("a check rule: expected luhn, ean, isbn, aba or iban, found \"{}\"", name));
}

std::string name_of(CheckRule rule) {
  return std::string(kNames[static_cast<std::size_t>(rule)].second);
}

bool satisfies(CheckRule rule, const std::string& text) {
  const std::string plain = without_separators(text);
  switch (rule) {
    case CheckRule::luhn:
      return satisfies_luhn(plain);
    case CheckRule::ean:
      return satisfies_ean(plain);
    case CheckRule::isbn:
      return satisfies_isbn(plain);
    case CheckRule::aba:
      return satisfies_aba(plain);
    case CheckRule::iban:
      return satisfies_iban(plain);
  }
  return false;
}

double share_satisfying(CheckRule rule) {
  if (rule == CheckRule::iban) return 1.0 / 97;
  return rule == CheckRule::isbn ? 1.0 / 11 : 0.1;
}

}  // namespace digitnet
