#pragma once

#include <string>
#include <vector>

namespace digitnet::cli {

/// `words` of a command line, with kCsvToOutput behind each `--csv` of `predict` that stands without a value, and
/// without each such `--lines`, which says nothing. The word behind is a value only where it looks like one, a name
/// that ends in
/// `.csv` or a number: so a picture's name is never taken for it.
[[nodiscard]] std::vector<std::string> complete_optional_values(std::vector<std::string> words);

/// The value of `--csv` that stands for standard output.
inline constexpr const char* kCsvToOutput = "-";

}  // namespace digitnet::cli
