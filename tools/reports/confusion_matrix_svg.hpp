#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digitnet::cli {

/// A confusion matrix `[label][predicted]` as an SVG picture for a page: its text takes the page's colour, its cells
/// are the stronger the larger their share of the row.
[[nodiscard]] std::string confusion_matrix_svg(const std::vector<std::vector<std::size_t>>& confusion);

}  // namespace digitnet::cli
