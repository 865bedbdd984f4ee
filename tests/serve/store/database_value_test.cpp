#include "database_value.hpp"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

#include "random_id.hpp"

using namespace digitnet::serve;

TEST_CASE("a row gives its columns by their types") {
  const DatabaseRow row({std::int64_t{5}, 2.5, std::string("text"), {}});
  CHECK(row.integer(0) == 5);
  CHECK(row.flag(0));
  CHECK(row.time(0) == Time(std::chrono::milliseconds(5)));
  CHECK(row.real(0) == 5.0);
  CHECK(row.real(1) == 2.5);
  CHECK(row.text(2) == "text");
  CHECK(row.maybe_text(2) == "text");
  CHECK(row.is_null(3));
  CHECK_FALSE(row.maybe_integer(3));
  CHECK_FALSE(row.maybe_time(3));
}

TEST_CASE("asking a column for what it is not is a mistake of the program") {
  const DatabaseRow row({std::int64_t{5}, 2.5, std::string("text"), {}});
  CHECK_THROWS_AS((void)row.integer(1), std::logic_error);
  CHECK_THROWS_AS((void)row.text(0), std::logic_error);
  CHECK_THROWS_AS((void)row.real(2), std::logic_error);
  CHECK_THROWS_AS((void)row.integer(3), std::logic_error);
  CHECK_THROWS_AS((void)row.maybe_integer(4), std::logic_error);
}

TEST_CASE("ids are 32 hexadecimal digits, each time others") {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) ids.insert(random_id());
  CHECK(ids.size() == 1000);
  for (const std::string& id : ids) {
    CHECK(id.size() == 32);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}
