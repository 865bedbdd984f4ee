#include "confusion_matrix_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace digitnet::cli {
namespace {

constexpr double kCell = 46;
constexpr double kMargin = 58;

std::string draw_cell(std::size_t row, std::size_t column, std::size_t count, double share) {
  if (count == 0) {
    return {};
  }
  const double x = kMargin + kCell * static_cast<double>(column);
  const double y = kMargin + kCell * static_cast<double>(row);
  // The square root lets the few mistakes of a good model be seen beside its hits.
  const double strength = 0.08 + 0.62 * std::sqrt(share);
  return fmt::format(
      "<rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" height=\"{:.0f}\" rx=\"3\" fill=\"{}\" fill-opacity=\"{:.2f}\">"
      "<title>{} read as {}: {} ({:.2f} %)</title></rect>\n"
      "<text x=\"{:.0f}\" y=\"{:.0f}\" pointer-events=\"none\">{}</text>\n",
      x + 1, y + 1, kCell - 2, kCell - 2, row == column ? "#3b82f6" : "#e0700c", strength, row, column, count,
      100 * share, x + kCell / 2, y + kCell / 2 + 4, count);
}

std::string draw_labels(std::size_t classes) {
  const double middle = kMargin + kCell * static_cast<double>(classes) / 2;
  std::string svg = fmt::format(
      "<text x=\"{0:.0f}\" y=\"16\">read as</text>\n<text x=\"16\" y=\"{0:.0f}\" transform=\"rotate(-90 16 {0:.0f})\">"
      "true class</text>\n",
      middle);
  for (std::size_t i = 0; i < classes; ++i) {
    const double place = kMargin + kCell * (static_cast<double>(i) + 0.5);
    svg += fmt::format(
        "<text x=\"{0:.0f}\" y=\"{1:.0f}\" font-weight=\"600\">{2}</text>\n"
        "<text x=\"{3:.0f}\" y=\"{4:.0f}\" font-weight=\"600\">{2}</text>\n",
        place, kMargin - 10, i, kMargin - 16, place + 4);
  }
  return svg;
}

}  // namespace

std::string confusion_matrix_svg(const std::vector<std::vector<std::size_t>>& confusion) {
  const double size = kMargin + kCell * static_cast<double>(confusion.size()) + 4;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {0:.0f}\" width=\"{0:.0f}\" height=\"{0:.0f}\" "
      "role=\"img\" aria-label=\"Confusion matrix\" fill=\"currentColor\" text-anchor=\"middle\" "
      "font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
      size);
  svg += draw_labels(confusion.size());
  for (std::size_t row = 0; row < confusion.size(); ++row) {
    const auto images = std::accumulate(confusion[row].begin(), confusion[row].end(), std::size_t{0});
    for (std::size_t column = 0; column < confusion[row].size(); ++column) {
      const std::size_t count = confusion[row][column];
      const double share = images == 0 ? 0 : static_cast<double>(count) / static_cast<double>(images);
      svg += draw_cell(row, column, count, share);
    }
  }
  return svg + "</svg>\n";
}

}  // namespace digitnet::cli
