#include "csv.hpp"

#include <doctest/doctest.h>

using namespace digitnet::cli;

TEST_CASE("a field of any bytes comes back as it was") {
  const std::vector<std::string> fields{"plain", "", "a,b", "say \"seven\"", "\"", "\"\"", "two\nlines\r\n", ",\",\n"};
  std::string row;
  for (const std::string& field : fields) row += csv_field(field) + ",";
  row.back() = '\n';
  const CsvRows parsed = parse_csv(row);
  REQUIRE(parsed.rows.size() == 1);
  CHECK(parsed.rows[0] == fields);
  CHECK(parsed.bytes == row.size());
}

TEST_CASE("quotes stand only around fields that need them") {
  CHECK(csv_field("scans/7.png") == "scans/7.png");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("\"") == "\"\"\"\"");
}

TEST_CASE("text that a spreadsheet would run as a formula has an apostrophe before it") {
  for (const char* text : {"=1+1", "+1", "-1", "@sum", "\t=1", "\r=1", "\n=1"}) {
    const CsvRows parsed = parse_csv(csv_text_field(text) + "\n");
    REQUIRE(parsed.rows.size() == 1);
    CHECK(parsed.rows[0][0] == "'" + std::string(text));
  }
  CHECK(csv_text_field("=HYPERLINK(\"a\",1)") == "\"'=HYPERLINK(\"\"a\"\",1)\"");
  for (const char* text : {"", "7=7.png", "ann@example.org", "2026-11-26"}) CHECK(csv_text_field(text) == text);
}

TEST_CASE("a row counts when it is whole") {
  CHECK(parse_csv("").bytes == 0);
  CHECK(parse_csv("a,b").rows.empty());
  CHECK(parse_csv("a,b\nc,d").rows == std::vector<std::vector<std::string>>{{"a", "b"}});
  CHECK(parse_csv("a,b\nc,d").bytes == 4);
  CHECK(parse_csv("a,b\n\"c\n").bytes == 4);  // inside quotes a line feed ends nothing
}
