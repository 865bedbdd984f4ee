#include "optional_value.hpp"

#include <algorithm>
#include <array>

namespace digitnet::cli {
namespace {

struct OptionalValue {
  const char* option;
  const char* without;  ///< the value when none stands behind it; null: then the option says nothing
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
    {{"--lines", nullptr, is_number}, {"--csv", kCsvToOutput, is_csv_name}}};

}  // namespace

std::vector<std::string> complete_optional_values(std::vector<std::string> words) {
  if (words.empty() || words.front() != "predict") {
    return words;
  }
  std::vector<std::string> completed;
  const auto last = std::find(words.begin(), words.end(), "--");
  for (auto word = words.begin(); word != last; ++word) {
    const auto next = word + 1;
    const auto option = std::ranges::find(kOptions, *word, &OptionalValue::option);
    if (option == kOptions.end() || (next != last && option->is_value(*next))) {
      completed.push_back(*word);
    } else if (option->without != nullptr) {
      completed.push_back(*word + "=" + option->without);
    }
  }
  completed.insert(completed.end(), last, words.end());
  return completed;
}

}  // namespace digitnet::cli
