#include "confidence_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "svg_chart.hpp"

namespace digitnet::cli {
namespace {

// `share` is that of the answers; the square root lets the few unsure ones of a good model be seen beside the others.
std::string draw_bin(const Panel& panel, const ReliabilityBin& bin, double share) {
  const double top = panel.place_y(bin.accuracy);
  return fmt::format(
      "<g fill=\"{}\" stroke=\"none\"><title>{} answers of {:.1f} % on average, {:.1f} % right</title>\n"
      "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill-opacity=\"{:.2f}\"/>"
      "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"/></g>\n",
      kFirstColor, bin.answers, 100 * bin.mean_probability, 100 * bin.accuracy, panel.place_x(bin.low) + 1, top,
      panel.place_x(bin.high) - panel.place_x(bin.low) - 2, panel.place_y(0) - top, 0.1 + 0.5 * std::sqrt(share),
      panel.place_x(bin.mean_probability), top);
}

std::string draw_reliability(const std::vector<ReliabilityBin>& bins, double left) {
  const Panel panel{"right answers",
                    left,
                    {.scale = 100, .unit = " %", .name = "probability of the answer"},
                    {.scale = 100, .unit = " %"}};
  std::string svg = draw_axes(panel);
  svg += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke-dasharray=\"4 4\"/>\n", panel.place_x(0),
                     panel.place_y(0), panel.place_x(1), panel.place_y(1));
  std::size_t answers = 0;
  for (const ReliabilityBin& bin : bins) {
    answers += bin.answers;
  }
  for (const ReliabilityBin& bin : bins) {
    if (bin.answers > 0) {
      svg += draw_bin(panel, bin, static_cast<double>(bin.answers) / static_cast<double>(answers));
    }
  }
  return svg;
}

// From where the error is worth seeing, in tenths; of a good model it is 0 but for the last answers.
double first_coverage(const std::vector<RiskPoint>& points) {
  const auto seen =
      std::ranges::find_if(points, [&](const RiskPoint& p) { return p.error > points.back().error / 20; });
  const double coverage = seen == points.end() ? 0 : seen->coverage;
  return std::min(0.9, std::max(0.0, std::floor(10 * coverage) / 10));
}

std::string draw_risk(const std::vector<RiskPoint>& points, double left) {
  Curve curve{"error", kSecondColor, {}};
  double largest = 0;
  const double first = first_coverage(points);
  for (const RiskPoint& point : points) {
    if (point.coverage >= first) {
      curve.points.emplace_back(point.coverage, point.error);
      largest = std::max(largest, point.error);
    }
  }
  Axis error = fit_axis(0, std::max(largest, 0.001));
  error.scale = 100;
  error.unit = " %";
  const Axis given{.low = first,
                   .high = 1,
                   .step = round_step(1 - first),
                   .scale = 100,
                   .unit = " %",
                   .name = "answers given, the surest first"};
  const Panel panel{"error of the answers given", left, given, error};
  return draw_axes(panel) + draw_curve(panel, curve);
}

}  // namespace

std::string confidence_svg(const Confidence& confidence) {
  return open_chart("Reliability, and error by coverage", kChartWidth, kPanelChartHeight) +
         draw_reliability(confidence.reliability, kFirstPanel) + draw_risk(confidence.risk_coverage, kSecondPanel) +
         close_chart();
}

std::vector<std::string> confidence_panels_svg(const Confidence& confidence) {
  const auto picture = [](const char* title, const std::string& panel) {
    return open_chart(title, kPanelChartWidth, kPanelChartHeight) + panel + close_chart();
  };
  return {picture("Reliability", draw_reliability(confidence.reliability, kFirstPanel)),
          picture("Error by coverage", draw_risk(confidence.risk_coverage, kFirstPanel))};
}

}  // namespace digitnet::cli
