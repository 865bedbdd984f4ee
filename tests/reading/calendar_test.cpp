#include "reading/calendar.hpp"

#include <doctest/doctest.h>

#include <string>

namespace digitnet {

TEST_CASE("days of the calendar are told from other numbers, in any order") {
  CHECK(is_date("24112026", DateOrder::day_month_year));
  CHECK_FALSE(is_date("24112026", DateOrder::month_day_year));
  CHECK(is_date("11242026", DateOrder::month_day_year));
  CHECK(is_date("20261124", DateOrder::year_month_day));
  CHECK(is_date("241126", DateOrder::day_month_year));
  CHECK(is_date("261124", DateOrder::year_month_day));
  CHECK_FALSE(is_date("00112026", DateOrder::day_month_year));
  CHECK_FALSE(is_date("31042026", DateOrder::day_month_year));
  CHECK_FALSE(is_date("24002026", DateOrder::day_month_year));
  CHECK_FALSE(is_date("2411202", DateOrder::day_month_year));
  CHECK_FALSE(is_date("", DateOrder::day_month_year));
}

TEST_CASE("leap years are known, and years far away are misread ones") {
  CHECK(is_date("29022024", DateOrder::day_month_year));
  CHECK_FALSE(is_date("29022026", DateOrder::day_month_year));
  CHECK_FALSE(is_date("29021900", DateOrder::day_month_year));
  CHECK(is_date("290200", DateOrder::day_month_year));
  CHECK(is_date("31121900", DateOrder::day_month_year));
  CHECK_FALSE(is_date("31121899", DateOrder::day_month_year));
  CHECK_FALSE(is_date("01012100", DateOrder::day_month_year));
}

TEST_CASE("the share of dates is what counting finds") {
  int count = 0;
  for (int i = 0; i < 1'000'000; ++i) {
    const std::string number = std::to_string(1'000'000 + i).substr(1);
    count += is_date(number, DateOrder::day_month_year);
  }
  CHECK(count / 1e6 == doctest::Approx(share_of_dates(6)).epsilon(0.001));
}

}  // namespace digitnet
