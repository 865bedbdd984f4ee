#include "training_curve_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "svg_chart.hpp"

namespace digitnet::cli {
namespace {

constexpr int kHeight = 352;

Axis epoch_axis(const History& history) {
  const double last = history.back().epoch;
  const double step = std::max(1.0, round_step(last));
  return {.low = 1, .high = std::max(last, 2.0), .step = step, .name = "epoch"};
}

Axis value_axis(const std::vector<Curve>& curves) {
  std::optional<std::pair<double, double>> range;
  for (const Curve& curve : curves) {
    for (const auto& [epoch, value] : curve.points) {
      range =
          range ? std::pair{std::min(range->first, value), std::max(range->second, value)} : std::pair{value, value};
    }
  }
  return range ? fit_axis(range->first, range->second) : Axis{};
}

Axis in_percent(Axis axis) {
  axis.scale = 100;
  axis.unit = " %";
  return axis;
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
  Curve training{"training", kFirstColor, {}};
  Curve validation{"validation", kSecondColor, {}};
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
  std::string svg = open_chart("Loss and accuracy by epoch", kHeight);
  if (history.empty()) {
    return svg + draw_text(kChartWidth / 2.0, kHeight / 2.0, "text-anchor=\"middle\"", "no epoch has finished") +
           close_chart();
  }
  const auto losses = collect_curves(history, &EpochRecord::loss, &EpochRecord::validation_loss);
  const auto accuracies = collect_curves(history, &EpochRecord::accuracy, &EpochRecord::validation_accuracy);
  svg += draw_panel({"loss", kFirstPanel, epoch_axis(history), value_axis(losses)}, losses);
  svg += draw_panel({"accuracy", kSecondPanel, epoch_axis(history), in_percent(value_axis(accuracies))}, accuracies);
  svg += draw_legend(losses, kChartWidth / 2.0 - (losses.size() > 1 ? 105 : 50));
  return svg + close_chart();
}

}  // namespace digitnet::cli
