#include "sql_parameters.hpp"

#include <doctest/doctest.h>

using digitnet::serve::number_parameters;

TEST_CASE("each name becomes a parameter of its own, also when it occurs twice") {
  const auto sql = number_parameters("SELECT a FROM t WHERE a = :name OR b=:other OR c = :name");
  CHECK(sql.text == "SELECT a FROM t WHERE a = :p1  OR b=:p2  OR c = :p3 ");
  CHECK(sql.parameters == 3);
}

TEST_CASE("colons in literals, quoted names and casts are no parameters") {
  const auto sql = number_parameters("SELECT ':a', 'it''s :b', \":c\", :d::text, x::int");
  CHECK(sql.text == "SELECT ':a', 'it''s :b', \":c\", :p1 ::text, x::int");
  CHECK(sql.parameters == 1);
}

TEST_CASE("comments go, with the apostrophes and colons in them") {
  const auto sql = number_parameters("SELECT 1 -- it's :a\n+ 2 /* don't :b */ + :c");
  CHECK(sql.text == "SELECT 1  + 2   + :p1 ");
  CHECK(sql.parameters == 1);
}

TEST_CASE("what is not closed is kept to its end") {
  CHECK(number_parameters("SELECT 'a :b").text == "SELECT 'a :b");
  CHECK(number_parameters("SELECT 1 /* a").text == "SELECT 1  ");
  CHECK(number_parameters("SELECT :").text == "SELECT :");
}
