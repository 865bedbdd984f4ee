#include "reading/calendar.hpp"

#include <chrono>

namespace digitnet {
namespace {

int number_at(const std::string& digits, std::size_t from, std::size_t count) {
  int number = 0;
  for (std::size_t i = from; i < from + count; ++i) number = number * 10 + (digits[i] - '0');
  return number;
}

bool is_day(int year, int month, int day) {
  return std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                     std::chrono::day(static_cast<unsigned>(day)))
      .ok();
}

}  // namespace

bool is_date(const std::string& digits, DateOrder order) {
  if (digits.size() != 6 && digits.size() != 8) return false;
  const std::size_t year_digits = digits.size() - 4;
  const std::size_t year_at = order == DateOrder::year_month_day ? 0 : 4;
  const std::size_t first_at = order == DateOrder::year_month_day ? year_digits : 0;
  const int year = number_at(digits, year_at, year_digits);
  const int first = number_at(digits, first_at, 2);
  const int second = number_at(digits, first_at + 2, 2);
  if (year_digits == 4 && (year < 1900 || year > 2099)) return false;
  const int full_year = year_digits == 4 ? year : 2000 + year;  // every leap year of two digits is one in this century
  return order == DateOrder::day_month_year ? is_day(full_year, second, first) : is_day(full_year, first, second);
}

double share_of_dates(std::size_t digits) {
  return 365.25 / 1e4 * (digits == 8 ? 0.02 : 1);
}

}  // namespace digitnet
