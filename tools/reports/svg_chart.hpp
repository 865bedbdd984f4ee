#pragma once

// The parts of charts in SVG that can be read on white and on black, since they paint no background.

#include <string>
#include <utility>
#include <vector>

namespace digitnet::cli {

// Mid-tones that keep a contrast of 4.5 or so against white as well as against black.
inline constexpr const char* kFirstColor = "#3b82f6";
inline constexpr const char* kSecondColor = "#e0700c";
inline constexpr const char* kTextColor = "#767676";

/// Values along a side of a panel.
struct Axis {
  double low = 0;
  double high = 1;
  double step = 0.2;      ///< between ticks
  double scale = 1;       ///< of the labels: 100 for percent
  const char* unit = "";  ///< behind each label
  const char* name = "";
};

/// An axis with about five round ticks that covers `low` to `high`.
[[nodiscard]] Axis fit_axis(double low, double high);
/// 1, 2 or 5 times a power of ten, so that about five of them cover `range`.
[[nodiscard]] double round_step(double range);

/// A line through points.
struct Curve {
  std::string name;
  const char* color;
  std::vector<std::pair<double, double>> points;
};

/// The rectangle between two axes, 340x240, under its title.
struct Panel {
  static constexpr double kWidth = 340;
  static constexpr double kHeight = 240;
  static constexpr double kTop = 40;

  std::string title;
  double left;
  Axis x;
  Axis y;

  [[nodiscard]] double place_x(double value) const { return left + kWidth * (value - x.low) / (x.high - x.low); }
  [[nodiscard]] double place_y(double value) const { return kTop + kHeight * (1 - (value - y.low) / (y.high - y.low)); }
};

/// Of a picture of one panel, without a legend, and of two side by side.
inline constexpr int kPanelChartWidth = 430;
inline constexpr int kPanelChartHeight = 326;
inline constexpr int kChartWidth = 2 * kPanelChartWidth;
/// Where the panels of a picture begin.
inline constexpr double kFirstPanel = 60;
inline constexpr double kSecondPanel = 500;

/// The start of a picture, up to a group that all else goes into.
[[nodiscard]] std::string open_chart(const std::string& title, int width, int height);
[[nodiscard]] std::string close_chart();

[[nodiscard]] std::string draw_text(double x, double y, const std::string& attributes, const std::string& text);
[[nodiscard]] std::string draw_axes(const Panel& panel);
/// The line, with a dot at each point when they are 40 at most.
[[nodiscard]] std::string draw_curve(const Panel& panel, const Curve& curve);

}  // namespace digitnet::cli
