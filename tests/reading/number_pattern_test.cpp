#include "digitnet/number_pattern.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

/// Whether `what()` of the ArgumentError that parsing throws holds `words`.
void check_refused(const std::string& pattern, const std::string& words) {
  CAPTURE(pattern);
  try {
    (void)NumberPattern::parse(pattern);
    FAIL_CHECK("was taken");
  } catch (const ArgumentError& error) {
    CHECK_MESSAGE(std::string(error.what()).find(words) != std::string::npos, error.what());
  }
}

std::string all_of_length(int length, int number) {
  std::string digits = std::to_string(number);
  return std::string(static_cast<std::size_t>(length) - digits.size(), '0') + digits;
}

}  // namespace

TEST_CASE("a number sign is any digit, a digit is itself") {
  const NumberPattern pattern = NumberPattern::parse("1#0");
  CHECK(pattern.matches("150"));
  CHECK(pattern.matches("100"));
  CHECK_FALSE(pattern.matches("250"));
  CHECK_FALSE(pattern.matches("151"));
  CHECK_FALSE(pattern.matches("15"));
  CHECK_FALSE(pattern.matches("1500"));
  CHECK_FALSE(pattern.matches(""));
  CHECK_FALSE(pattern.matches("1x0"));
}

TEST_CASE("a repetition takes as many digits as it says") {
  CHECK(NumberPattern::parse("#{5}").matches("90210"));
  CHECK_FALSE(NumberPattern::parse("#{5}").matches("9021"));
  const NumberPattern amount = NumberPattern::parse("#{1,6}.##");
  CHECK_FALSE(amount.matches("12"));
  CHECK(amount.matches("123"));
  CHECK(amount.matches("12345678"));
  CHECK_FALSE(amount.matches("123456789"));
  CHECK(NumberPattern::parse("0{2,3}7").matches("0007"));
  CHECK_FALSE(NumberPattern::parse("0{2,3}7").matches("07"));
  CHECK(NumberPattern::parse("#{0,1}#").matches("4"));
}

TEST_CASE("the automaton is followed digit by digit") {
  const NumberPattern pattern = NumberPattern::parse("7#{1,2}");
  CHECK(pattern.next(pattern.start(), 6) == -1);
  const int after_7 = pattern.next(pattern.start(), 7);
  REQUIRE(after_7 > 0);
  CHECK_FALSE(pattern.accepts(after_7));
  const int after_74 = pattern.next(after_7, 4);
  CHECK(pattern.accepts(after_74));
  const int after_742 = pattern.next(after_74, 2);
  CHECK(pattern.accepts(after_742));
  CHECK(pattern.next(after_742, 0) == -1);
}

TEST_CASE("patterns agree with regular expressions on every number of up to four digits") {
  const std::vector<std::pair<std::string, std::string>> pairs{
      {"#{1,3}", "[0-9]{1,3}"},   {"0{0,2}#1{1,2}", "0{0,2}[0-9]1{1,2}"}, {"#{0,2}5#{0,1}", "[0-9]{0,2}5[0-9]{0,1}"},
      {"1{0,1}2{0,1}3", "1?2?3"}, {"#{0,2}#{0,1}7", "[0-9]{0,3}7"},       {"##/##", "[0-9]{4}"},
      {"9{1,2}9{0,2}", "9{1,4}"}};
  for (const auto& [text, expression] : pairs) {
    CAPTURE(text);
    const NumberPattern pattern = NumberPattern::parse(text);
    const std::regex oracle(expression);
    int wrong = 0;
    for (int length = 1, count = 10; length <= 4; ++length, count *= 10) {
      for (int number = 0; number < count; ++number) {
        const std::string digits = all_of_length(length, number);
        wrong += pattern.matches(digits) != std::regex_match(digits, oracle);
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("format puts the separators back") {
  CHECK(NumberPattern::parse("##.##.####").format("24112026") == "24.11.2026");
  CHECK(NumberPattern::parse("#{1,6}.##").format("1250") == "12.50");
  CHECK(NumberPattern::parse("#{1,6}.##").format("905") == "9.05");
  CHECK(NumberPattern::parse("$ #{1,3},-").format("75") == "$ 75,-");
  CHECK(NumberPattern::parse("#####").format("90210") == "90210");
  CHECK(NumberPattern::parse("#{4} #{4}").format("12345678") == "1234 5678");
}

TEST_CASE("format leaves out separators beside digits that are not there") {
  const NumberPattern thousands = NumberPattern::parse("#{0,3}.#{0,3}.#{1,3}");
  CHECK(thousands.format("1234567") == "123.456.7");
  CHECK(NumberPattern::parse("#{0,3}.###").format("123") == "123");
  CHECK(NumberPattern::parse("##.#{0,2}.1#").format("1215") == "12.15");
  CHECK(NumberPattern::parse("##.#{0,2}").format("12") == "12");
}

TEST_CASE("a pattern that is none is refused with the place") {
  check_refused("", "at least one digit");
  check_refused("--", "at least one digit");
  check_refused("#{0,5}", "at least one digit");
  check_refused("#{0}", "n from 1");
  check_refused("#{3,2}#", "m up to n");
  check_refused("#{", "a number of digits at character 3");
  check_refused("#{2", "{n} or {m,n} at character 4");
  check_refused("#{2,}", "a number of digits at character 5");
  check_refused("#{a}", "a number of digits at character 3");
  check_refused("{2}#", "before a repetition at character 1");
  check_refused("#.{2}", "before a repetition at character 3");
  check_refused("#{2}{2}", "before a repetition at character 5");
  check_refused("#{65}", "at most 64 digits");
  check_refused("#{99999999999999999999}", "at most 64 digits");
  check_refused(std::string(65, '#'), "at most 64 digits");
  check_refused("##\x1b[2J##", "no control character at character 3");
  check_refused("#{0,31}1#{31}", "too many ways");
}

TEST_CASE("64 digits are as many as there may be") {
  CHECK(NumberPattern::parse(std::string(64, '#')).matches(std::string(64, '7')));
  CHECK(NumberPattern::parse("#{1,64}").matches(std::string(64, '7')));
  CHECK_FALSE(NumberPattern::parse("#{1,64}").matches(std::string(65, '7')));
  CHECK(NumberPattern::of_length(64).matches(std::string(64, '0')));
  CHECK_THROWS_AS((void)NumberPattern::of_length(65), ArgumentError);
  CHECK_THROWS_AS((void)NumberPattern::of_length(0), ArgumentError);
}

TEST_CASE("a list allows its numbers and no others, one the beginning of another among them") {
  const std::vector<std::string> numbers{"90210", "902", "10115", "90210"};
  const NumberPattern list = NumberPattern::one_of(numbers);
  CHECK(list.matches("90210"));
  CHECK(list.matches("902"));
  CHECK(list.matches("10115"));
  CHECK_FALSE(list.matches("9021"));
  CHECK_FALSE(list.matches("10116"));
  CHECK_FALSE(list.matches(""));
  CHECK(list.format("902") == "902");
  CHECK(list.next(list.start(), 3) == -1);
}

TEST_CASE("a list of 100,000 postal codes is no trouble") {
  std::vector<std::string> numbers;
  for (int i = 0; i < 100'000; i += 1) numbers.push_back(all_of_length(5, i));
  numbers[4711] = "04710";
  const NumberPattern list = NumberPattern::one_of(numbers);
  CHECK(list.matches("99999"));
  CHECK_FALSE(list.matches("04711"));
}

TEST_CASE("a list without numbers, or with what is none, is refused") {
  CHECK_THROWS_AS((void)NumberPattern::one_of({}), ArgumentError);
  const auto refused = [](const std::string& number) {
    const std::vector<std::string> numbers{"1", number};
    CHECK_THROWS_AS((void)NumberPattern::one_of(numbers), ArgumentError);
  };
  refused("");
  refused("12a");
  refused("1 2");
  refused(std::string(65, '1'));
}

TEST_CASE("a list of more digits than can be kept is refused") {
  std::vector<std::string> numbers;
  for (int i = 0; i < 80'000; ++i) numbers.push_back(all_of_length(5, i) + std::string(59, '1'));
  CHECK_THROWS_AS((void)NumberPattern::one_of(numbers), ArgumentError);
}

}  // namespace digitnet
