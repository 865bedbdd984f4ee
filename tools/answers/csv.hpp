#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::cli {

/// `text` as a field of CSV (RFC 4180): in quotes where it holds a comma, a quote or the end of a line.
[[nodiscard]] std::string csv_field(const std::string& text);

/// Likewise, for text that anybody may have written, in a file that people open with a spreadsheet: one that would run
/// it as a formula is kept from that by an apostrophe before it.
[[nodiscard]] std::string csv_text_field(const std::string& text);

/// The rows of a CSV text that are whole: that end with a line feed.
struct CsvRows {
  std::vector<std::vector<std::string>> rows;  ///< their fields
  std::size_t bytes = 0;                       ///< of `text` up to the end of the last of them
};

[[nodiscard]] CsvRows parse_csv(std::string_view text);

}  // namespace digitnet::cli
