#include "optional_value.hpp"

#include <algorithm>
#include <array>

namespace digitnet::cli {
namespace {

struct OptionalValue {
  const char* option;
  const char* without;
  bool (*is_value)(const std::string& word);
};

/// Wrong ones too, such as -3 and 2.5, so that they are called wrong rather than missing files.
bool is_number(const std::string& word) {
  constexpr const char* kDigits = "0123456789";
  return word.find_first_not_of("+-.0123456789") == std::string::npos &&
         word.find_first_of(kDigits) != std::string::npos;
}

bool is_csv_name(const std::string& word) {
  return word.ends_with(".csv") && !word.starts_with('-');
}

constexpr std::array<OptionalValue, 2> kOptions{
    {{"--lines", kUnknownLines, is_number}, {"--csv", kCsvToOutput, is_csv_name}}};

}  // namespace

std::vector<std::string> complete_optional_values(std::vector<std::string> words) {
  if (words.empty() || words.front() != "predict") {
    return words;
  }
  const auto last = std::find(words.begin(), words.end(), "--");
  for (auto word = words.begin(); word != last; ++word) {
    for (const OptionalValue& option : kOptions) {
      const auto next = word + 1;
      if (*word == option.option && (next == last || !option.is_value(*next))) {
        *word += std::string("=") + option.without;
      }
    }
  }
  return words;
}

}  // namespace digitnet::cli
