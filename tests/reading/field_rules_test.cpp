#include "reading/field_rules.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace digitnet {
namespace {

FormField field_with_list(const std::vector<std::string>& numbers) {
  FormField field;
  field.allowed = NumberPattern::one_of(numbers);
  return field;
}

}  // namespace

TEST_CASE("without rules the likeliest number is taken with its own confidence") {
  const FormField field;
  const Decision decision = FieldRules(field).decide({{"12", 0.8f}, {"17", 0.15f}});
  CHECK(decision.digits == "12");
  CHECK(decision.confidence == doctest::Approx(0.8));
  CHECK(decision.reason.empty());
}

TEST_CASE("a satisfied check digit makes a reading surer") {
  FormField field;
  field.check = CheckRule::luhn;
  const Decision decision = FieldRules(field).decide({{"18", 0.8f}, {"13", 0.2f}});
  CHECK(decision.digits == "18");
  CHECK(decision.confidence > 0.99f);
  CHECK(decision.reason.empty());
}

TEST_CASE("a check digit chooses the alternative that satisfies it, and says what was read") {
  FormField field;
  field.check = CheckRule::luhn;
  const Decision decision = FieldRules(field).decide({{"13", 0.8f}, {"18", 0.15f}});
  CHECK(decision.digits == "18");
  CHECK(decision.confidence > 0.9f);
  CHECK(decision.confidence < 0.995f);
  CHECK(decision.reason == "read as 13: fails luhn");
}

TEST_CASE("what was clearly written stays, even where it breaks a rule") {
  FormField field;
  field.check = CheckRule::luhn;
  const Decision decision = FieldRules(field).decide({{"13", 0.9999f}, {"18", 0.00005f}});
  CHECK(decision.digits == "13");
  CHECK(decision.reason == "fails luhn");
  CHECK(decision.confidence > 0.9f);
  CHECK(decision.confidence < 0.9999f);
}

TEST_CASE("a list of few numbers overrules a surer reading than one of many does") {
  const std::vector<Alternative> candidates{{"50661", 0.997f}, {"50667", 0.0008f}};
  const FormField few = field_with_list({"50667", "10115"});
  CHECK(FieldRules(few).decide(candidates).digits == "50667");
  CHECK(FieldRules(few).decide(candidates).reason == "read as 50661: not in the list");
  std::vector<std::string> many;
  for (int i = 10000; i < 100000; ++i) {
    if (i != 50661) many.push_back(std::to_string(i));
  }
  const FormField list = field_with_list(many);
  CHECK(FieldRules(list).decide(candidates).digits == "50661");
  CHECK(FieldRules(list).decide(candidates).reason == "not in the list");
}

TEST_CASE("the rule that is broken is named") {
  FormField field;
  field.pattern = NumberPattern::parse("20##");
  CHECK(FieldRules(field).broken_rule("2026").empty());
  CHECK(FieldRules(field).broken_rule("1926") == "not as the pattern");
  CHECK(FieldRules(field).broken_rule("202") == "3 digits");
  CHECK(FieldRules(field).broken_rule("2") == "1 digit");
  FormField date;
  date.date = DateOrder::day_month_year;
  CHECK(FieldRules(date).broken_rule("30022026") == "no date");
}

TEST_CASE("an IBAN is checked with the letters of its pattern") {
  FormField field;
  field.pattern = NumberPattern::parse("DE## #### #### #### #### ##");
  field.check = CheckRule::iban;
  const FieldRules rules(field);
  CHECK(rules.broken_rule("89370400440532013000").empty());
  CHECK(rules.broken_rule("89370400440532013001") == "fails iban");
  CHECK(rules.format("89370400440532013000") == "DE89 3704 0044 0532 0130 00");
  CHECK(rules.format("893") == "893");
}

TEST_CASE("numbers of a pattern are counted by their length") {
  const NumberCounts counts = count_numbers(NumberPattern::parse("#{1,2}5"));
  CHECK(counts[1] == 0);
  CHECK(counts[2] == 10);
  CHECK(counts[3] == 100);
  CHECK(counts[4] == 0);
}

}  // namespace digitnet
