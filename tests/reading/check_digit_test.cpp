#include "digitnet/check_digit.hpp"

#include <doctest/doctest.h>

#include <string>

#include "digitnet/error.hpp"

namespace digitnet {
namespace {

/// How many of the numbers that differ from `number` in one digit satisfy `rule`.
int neighbours_satisfying(CheckRule rule, const std::string& number) {
  int count = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (number[i] < '0' || number[i] > '9') continue;
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string other = number;
      other[i] = digit;
      count += digit != number[i] && satisfies(rule, other);
    }
  }
  return count;
}

}  // namespace

TEST_CASE("numbers that are printed as examples satisfy their rules") {
  CHECK(satisfies(CheckRule::luhn, "79927398713"));
  CHECK(satisfies(CheckRule::luhn, "4111 1111 1111 1111"));
  CHECK(satisfies(CheckRule::ean, "4006381333931"));
  CHECK(satisfies(CheckRule::ean, "036000291452"));
  CHECK(satisfies(CheckRule::ean, "96385074"));
  CHECK(satisfies(CheckRule::isbn, "978-3-16-148410-0"));
  CHECK(satisfies(CheckRule::isbn, "0-306-40615-2"));
  CHECK(satisfies(CheckRule::isbn, "0-8044-2957-X"));
  CHECK(satisfies(CheckRule::aba, "111000025"));
  CHECK(satisfies(CheckRule::iban, "DE89 3704 0044 0532 0130 00"));
  CHECK(satisfies(CheckRule::iban, "GB82 WEST 1234 5698 7654 32"));
}

TEST_CASE("no single wrong digit passes") {
  CHECK(neighbours_satisfying(CheckRule::luhn, "79927398713") == 0);
  CHECK(neighbours_satisfying(CheckRule::ean, "4006381333931") == 0);
  CHECK(neighbours_satisfying(CheckRule::isbn, "0306406152") == 0);
  CHECK(neighbours_satisfying(CheckRule::isbn, "9783161484100") == 0);
  CHECK(neighbours_satisfying(CheckRule::aba, "111000025") == 0);
  CHECK(neighbours_satisfying(CheckRule::iban, "DE89370400440532013000") == 0);
}

TEST_CASE("a wrong length or character does not satisfy a rule") {
  CHECK_FALSE(satisfies(CheckRule::luhn, ""));
  CHECK_FALSE(satisfies(CheckRule::luhn, "0"));
  CHECK_FALSE(satisfies(CheckRule::luhn, "7992739871x"));
  CHECK_FALSE(satisfies(CheckRule::ean, "00000"));
  CHECK_FALSE(satisfies(CheckRule::isbn, "4006381333931"));  // an EAN, but not one of a book
  CHECK_FALSE(satisfies(CheckRule::isbn, "030640615X2"));
  CHECK_FALSE(satisfies(CheckRule::aba, "1110000250"));
  CHECK_FALSE(satisfies(CheckRule::iban, "89370400440532013000"));
  CHECK_FALSE(satisfies(CheckRule::iban, "de89370400440532013000"));
  CHECK_FALSE(satisfies(CheckRule::iban, "DE89"));
}

TEST_CASE("rules have names") {
  for (const std::string name : {"luhn", "ean", "isbn", "aba", "iban"}) CHECK(name_of(parse_check_rule(name)) == name);
  CHECK_THROWS_AS((void)parse_check_rule("crc"), ArgumentError);
}

TEST_CASE("the share of numbers that satisfy a rule is what counting finds") {
  const auto counted = [](CheckRule rule, int from, const std::string& before) {
    int count = 0;
    for (int i = 0; i < 9700; ++i) count += satisfies(rule, before + std::to_string(from + i));
    return count / 9700.0;
  };
  CHECK(counted(CheckRule::luhn, 10000, "") == doctest::Approx(share_satisfying(CheckRule::luhn)).epsilon(0.01));
  CHECK(counted(CheckRule::ean, 10000, "999") == doctest::Approx(share_satisfying(CheckRule::ean)).epsilon(0.01));
  CHECK(counted(CheckRule::isbn, 10000, "99999") == doctest::Approx(share_satisfying(CheckRule::isbn)).epsilon(0.02));
  CHECK(counted(CheckRule::iban, 10000, "DE12999999999999") ==
        doctest::Approx(share_satisfying(CheckRule::iban)).epsilon(0.01));
}

}  // namespace digitnet
