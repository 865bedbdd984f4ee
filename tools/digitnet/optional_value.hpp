#pragma once

#include <string>
#include <vector>

namespace digitnet::cli {

/// `words` of a command line, with a value behind each `--lines` and `--csv` of `predict` that stands without one. The
/// word behind is a value only where it looks like one, a number or a name that ends in `.csv`: so a picture's name is
/// never taken for it.
[[nodiscard]] std::vector<std::string> complete_optional_values(std::vector<std::string> words);

/// What then stands behind them.
inline constexpr const char* kUnknownLines = "0";
inline constexpr const char* kCsvToOutput = "-";

}  // namespace digitnet::cli
