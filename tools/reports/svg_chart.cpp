#include "svg_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace digitnet::cli {
namespace {

constexpr int kTicks = 5;

std::string tick_label(const Axis& axis, double value) {
  const auto decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(axis.step * axis.scale) - 1e-9)));
  return fmt::format("{:.{}f}{}", value * axis.scale, decimals, axis.unit);
}

// Ticks are multiples of the step, whether or not the axis starts at one.
std::vector<double> ticks(const Axis& axis) {
  std::vector<double> values;
  for (double i = std::ceil(axis.low / axis.step - 0.01); i * axis.step <= axis.high + axis.step * 0.01; ++i) {
    values.push_back(i * axis.step + 0.0);  // no -0
  }
  return values;
}

}  // namespace

double round_step(double range) {
  const double rough = range / kTicks;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.999) {
      return factor * power;
    }
  }
  return 10 * power;
}

Axis fit_axis(double low, double high) {
  if (!(high - low > 1e-9)) {
    const double margin = std::max(std::abs(low) * 0.1, 1e-3);
    low -= margin;
    high += margin;
  }
  const double step = round_step(high - low);
  return {std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, step};
}

std::string open_chart(const std::string& title, int width, int height) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>{2}</title>\n"
      "<g fill=\"none\" stroke=\"{3}\" stroke-width=\"1\">\n",
      width, height, title, kTextColor);
}

std::string close_chart() {
  return "</g>\n</svg>\n";
}

std::string draw_text(double x, double y, const std::string& attributes, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" stroke=\"none\" {}>{}</text>\n", x, y, kTextColor,
                     attributes, text);
}

std::string draw_axes(const Panel& panel) {
  const double bottom = Panel::kTop + Panel::kHeight;
  const double right = panel.left + Panel::kWidth;
  const double middle = panel.left + Panel::kWidth / 2;
  std::string svg =
      draw_text(middle, Panel::kTop - 14, "text-anchor=\"middle\" font-size=\"14\" font-weight=\"600\"", panel.title);
  for (const double value : ticks(panel.y)) {
    const double y = panel.place_y(value);
    svg += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke-opacity=\"0.25\"/>\n", panel.left, y, right);
    svg += draw_text(panel.left - 8, y + 4, "text-anchor=\"end\"", tick_label(panel.y, value));
  }
  for (const double value : ticks(panel.x)) {
    const double x = panel.place_x(value);
    svg += fmt::format("<path d=\"M{:.1f} {:.1f}v5\"/>\n", x, bottom);
    svg += draw_text(x, bottom + 19, "text-anchor=\"middle\"", tick_label(panel.x, value));
  }
  svg += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}H{:.1f}\"/>\n", panel.left, Panel::kTop, bottom, right);
  return svg + draw_text(middle, bottom + 38, "text-anchor=\"middle\"", panel.x.name);
}

std::string draw_curve(const Panel& panel, const Curve& curve) {
  std::string path;
  std::string dots;
  for (const auto& [value_x, value_y] : curve.points) {
    const double x = panel.place_x(value_x);
    const double y = panel.place_y(value_y);
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>", x, y);
  }
  const bool show_dots = curve.points.size() <= 40;
  return fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n", path,
                     curve.color) +
         (show_dots ? fmt::format("<g fill=\"{}\" stroke=\"none\">{}</g>\n", curve.color, dots) : "");
}

}  // namespace digitnet::cli
