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

constexpr int kHeight = kPanelChartHeight + 26;  // and a legend

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

std::string draw_legend(const std::vector<Curve>& curves, double middle) {
  std::string svg;
  double left = middle - (curves.size() > 1 ? 105 : 50);
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

std::vector<Curve> loss_curves(const History& history) {
  return collect_curves(history, &EpochRecord::loss, &EpochRecord::validation_loss);
}

std::vector<Curve> accuracy_curves(const History& history) {
  return collect_curves(history, &EpochRecord::accuracy, &EpochRecord::validation_accuracy);
}

Panel loss_panel(const History& history, double left) {
  return {"loss", left, epoch_axis(history), value_axis(loss_curves(history))};
}

Panel accuracy_panel(const History& history, double left) {
  return {"accuracy", left, epoch_axis(history), in_percent(value_axis(accuracy_curves(history)))};
}

}  // namespace

std::string training_curve_svg(const History& history) {
  std::string svg = open_chart("Loss and accuracy by epoch", kChartWidth, kHeight);
  if (history.empty()) {
    return svg + draw_text(kChartWidth / 2.0, kHeight / 2.0, "text-anchor=\"middle\"", "no epoch has finished") +
           close_chart();
  }
  svg += draw_panel(loss_panel(history, kFirstPanel), loss_curves(history));
  svg += draw_panel(accuracy_panel(history, kSecondPanel), accuracy_curves(history));
  svg += draw_legend(loss_curves(history), kChartWidth / 2.0);
  return svg + close_chart();
}

std::vector<std::string> training_panels_svg(const History& history) {
  const auto picture = [](const char* title, const Panel& panel, const std::vector<Curve>& curves) {
    return open_chart(title, kPanelChartWidth, kHeight) + draw_panel(panel, curves) +
           draw_legend(curves, kFirstPanel + Panel::kWidth / 2) + close_chart();
  };
  return {picture("Loss by epoch", loss_panel(history, kFirstPanel), loss_curves(history)),
          picture("Accuracy by epoch", accuracy_panel(history, kFirstPanel), accuracy_curves(history))};
}

}  // namespace digitnet::cli
