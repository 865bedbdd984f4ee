#include "accuracy_history_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "svg_chart.hpp"

namespace digitnet::cli {
namespace {

constexpr int kHeight = kPanelChartHeight + 26;  // and a legend
constexpr double kReach = 3.5;                   // of a point, to each side

Axis number_axis(const std::vector<TestedAccuracy>& tests) {
  const auto first = static_cast<double>(tests.front().number);
  const auto last = static_cast<double>(tests.back().number);
  return {.low = first - 0.5,
          .high = last + 0.5,
          .step = std::max(1.0, std::ceil(round_step(last - first + 1))),
          .name = "test"};
}

Axis accuracy_axis(const std::vector<TestedAccuracy>& tests) {
  double low = 1;
  for (const TestedAccuracy& test : tests) low = std::min(low, test.interval.low);
  Axis axis = fit_axis(low, 1);
  axis.low = std::max(0.0, axis.low);
  axis.high = 1;
  axis.scale = 100;
  axis.unit = " %";
  return axis;
}

std::string draw_mark(double x, double y, bool is_own) {
  if (is_own) {
    return fmt::format("<rect x=\"{0:.1f}\" y=\"{1:.1f}\" width=\"{2}\" height=\"{2}\"/>", x - kReach, y - kReach,
                       2 * kReach);
  }
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>", x, y, kReach);
}

const char* color_of(bool is_own) {
  return is_own ? kSecondColor : kFirstColor;
}

std::string draw_test(const Panel& panel, const TestedAccuracy& test) {
  const double x = panel.place_x(static_cast<double>(test.number));
  return fmt::format(
      "<g stroke=\"{0}\" fill=\"{0}\"><title>{1}</title><path d=\"M{2:.1f} {3:.1f}V{4:.1f}M{5:.1f} {3:.1f}h6M{5:.1f} "
      "{4:.1f}h6\" fill=\"none\" stroke-opacity=\"0.7\"/>{6}</g>\n",
      color_of(test.is_own), test.title, x, panel.place_y(test.interval.high), panel.place_y(test.interval.low), x - 3,
      draw_mark(x, panel.place_y(test.accuracy), test.is_own));
}

std::string draw_legend() {
  std::string svg;
  double left = kFirstPanel + 12;
  for (const bool is_own : {false, true}) {
    svg +=
        fmt::format("<g stroke=\"none\" fill=\"{}\">{}</g>\n", color_of(is_own), draw_mark(left, kHeight - 14, is_own));
    svg += draw_text(left + 12, kHeight - 10, "", is_own ? "your version" : "the server's model");
    left += 200;  // room for larger text, where the picture is drawn smaller
  }
  return svg;
}

}  // namespace

std::string accuracy_history_svg(const std::vector<TestedAccuracy>& tests) {
  const Panel panel{"read rightly", kFirstPanel, number_axis(tests), accuracy_axis(tests)};
  std::string svg = open_chart("Accuracy in tests over time", kPanelChartWidth, kHeight) + draw_axes(panel);
  for (const TestedAccuracy& test : tests) svg += draw_test(panel, test);
  return svg + draw_legend() + close_chart();
}

}  // namespace digitnet::cli
