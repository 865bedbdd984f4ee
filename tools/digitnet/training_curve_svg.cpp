#include "training_curve_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace digitnet::cli {
namespace {

// Mid-tones that keep a contrast of 4.5 or so against white as well as against black.
constexpr const char* kTrainingColor = "#3b82f6";
constexpr const char* kValidationColor = "#e0700c";
constexpr const char* kTextColor = "#767676";
constexpr int kWidth = 860;
constexpr int kHeight = 352;
constexpr double kPanelWidth = 340;
constexpr double kPanelHeight = 240;
constexpr double kTop = 40;
constexpr int kTicks = 5;

using Point = std::pair<double, double>;

struct Curve {
  std::string name;
  const char* color;
  std::vector<Point> points;
};

/// What stands between the values and the place on the picture.
struct Axis {
  double low;
  double high;
  double step;  // between ticks
};

struct Panel {
  std::string title;
  double left;
  Axis x;
  Axis y;
  double scale;      // of the labels at the y axis: 100 for percent
  const char* unit;  // likewise

  [[nodiscard]] double place_x(double value) const { return left + kPanelWidth * (value - x.low) / (x.high - x.low); }
  [[nodiscard]] double place_y(double value) const {
    return kTop + kPanelHeight * (1 - (value - y.low) / (y.high - y.low));
  }
};

// 1, 2 or 5 times a power of ten, so that about kTicks of them cover `range`.
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

Axis epoch_axis(const History& history) {
  const double last = history.back().epoch;
  const double step = std::max(1.0, round_step(last));
  return {1, std::max(last, 2.0), step};
}

Axis value_axis(const std::vector<Curve>& curves) {
  std::optional<Point> range;
  for (const Curve& curve : curves) {
    for (const auto& [epoch, value] : curve.points) {
      range = range ? Point{std::min(range->first, value), std::max(range->second, value)} : Point{value, value};
    }
  }
  return range ? fit_axis(range->first, range->second) : Axis{0, 1, 0.2};
}

std::string draw_text(double x, double y, const std::string& attributes, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" stroke=\"none\" {}>{}</text>\n", x, y, kTextColor,
                     attributes, text);
}

std::string draw_axes(const Panel& panel) {
  const double bottom = kTop + kPanelHeight;
  const double right = panel.left + kPanelWidth;
  std::string svg = draw_text(panel.left + kPanelWidth / 2, kTop - 14,
                              "text-anchor=\"middle\" font-size=\"14\" font-weight=\"600\"", panel.title);
  for (int i = 0; panel.y.low + i * panel.y.step <= panel.y.high + panel.y.step * 0.01; ++i) {
    const double value = panel.y.low + i * panel.y.step;
    const double y = panel.place_y(value);
    const auto decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(panel.y.step * panel.scale) - 1e-9)));
    svg += fmt::format("<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke-opacity=\"0.25\"/>\n", panel.left, y, right);
    svg += draw_text(panel.left - 8, y + 4, "text-anchor=\"end\"",
                     fmt::format("{:.{}f}{}", value * panel.scale, decimals, panel.unit));
  }
  const double first = panel.x.step > 1 ? panel.x.step : 1;
  for (double epoch = first; epoch <= panel.x.high + 0.01; epoch += panel.x.step) {
    const double x = panel.place_x(epoch);
    svg += fmt::format("<path d=\"M{:.1f} {:.1f}v5\"/>\n", x, bottom);
    svg += draw_text(x, bottom + 19, "text-anchor=\"middle\"", fmt::format("{:.0f}", epoch));
  }
  svg += fmt::format("<path d=\"M{:.1f} {:.1f}V{:.1f}H{:.1f}\"/>\n", panel.left, kTop, bottom, right);
  return svg + draw_text(panel.left + kPanelWidth / 2, bottom + 38, "text-anchor=\"middle\"", "epoch");
}

std::string draw_curve(const Panel& panel, const Curve& curve) {
  std::string path;
  std::string dots;
  for (const auto& [epoch, value] : curve.points) {
    const double x = panel.place_x(epoch);
    const double y = panel.place_y(value);
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", x, y);
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>", x, y);
  }
  const bool show_dots = curve.points.size() <= 40;
  return fmt::format("<path d=\"{}\" stroke=\"{}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>\n", path,
                     curve.color) +
         (show_dots ? fmt::format("<g fill=\"{}\" stroke=\"none\">{}</g>\n", curve.color, dots) : "");
}

std::string draw_legend(const std::vector<Curve>& curves, double left) {
  std::string svg;
  for (const Curve& curve : curves) {
    svg +=
        fmt::format("<path d=\"M{:.1f} {}h22\" stroke=\"{}\" stroke-width=\"2\"/>\n", left, kHeight - 14, curve.color);
    svg += draw_text(left + 28, kHeight - 10, "", curve.name);
    left += 110;
  }
  return svg;
}

// `value` and `validation_value` are members of EpochRecord.
std::vector<Curve> collect_curves(const History& history, double EpochRecord::*value,
                                  std::optional<double> EpochRecord::*validation_value) {
  Curve training{"training", kTrainingColor, {}};
  Curve validation{"validation", kValidationColor, {}};
  for (const EpochRecord& record : history) {
    if (std::isfinite(record.*value)) {
      training.points.emplace_back(record.epoch, record.*value);
    }
    if (record.*validation_value && std::isfinite(*(record.*validation_value))) {
      validation.points.emplace_back(record.epoch, *(record.*validation_value));
    }
  }
  std::vector<Curve> curves{std::move(training)};
  if (!validation.points.empty()) {
    curves.push_back(std::move(validation));
  }
  return curves;
}

std::string draw_panel(const Panel& panel, const std::vector<Curve>& curves) {
  std::string svg = draw_axes(panel);
  for (const Curve& curve : curves) {
    svg += draw_curve(panel, curve);
  }
  return svg;
}

}  // namespace

std::string training_curve_svg(const History& history) {
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "font-family=\"system-ui, sans-serif\" font-size=\"12\">\n<title>Loss and accuracy by epoch</title>\n"
      "<g fill=\"none\" stroke=\"{2}\" stroke-width=\"1\">\n",
      kWidth, kHeight, kTextColor);
  if (history.empty()) {
    return svg + draw_text(kWidth / 2, kHeight / 2, "text-anchor=\"middle\"", "no epoch has finished") +
           "</g>\n</svg>\n";
  }
  const auto losses = collect_curves(history, &EpochRecord::loss, &EpochRecord::validation_loss);
  const auto accuracies = collect_curves(history, &EpochRecord::accuracy, &EpochRecord::validation_accuracy);
  svg += draw_panel({"loss", 60, epoch_axis(history), value_axis(losses), 1, ""}, losses);
  svg += draw_panel({"accuracy", 500, epoch_axis(history), value_axis(accuracies), 100, " %"}, accuracies);
  svg += draw_legend(losses, kWidth / 2.0 - (losses.size() > 1 ? 105 : 50));
  return svg + "</g>\n</svg>\n";
}

}  // namespace digitnet::cli
