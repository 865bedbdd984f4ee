#pragma once

#include <string>

#include "digitnet/form.hpp"

namespace digitnet {

/// Whether `digits` is a day of the calendar: six digits, with the year's last two, or eight, from 1900 to 2099.
[[nodiscard]] bool is_date(const std::string& digits, DateOrder order);

/// How many numbers of six or eight digits are.
[[nodiscard]] double share_of_dates(std::size_t digits);

}  // namespace digitnet
