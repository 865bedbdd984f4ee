#include "evaluation_table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace digitnet::cli {
namespace {

std::string describe_whole(const Evaluation& evaluation) {
  std::string text =
      fmt::format("images    {}\naccuracy  {:.2f} %  (95 % interval {:.2f} to {:.2f} %)\nloss      {:.4f}\n",
                  evaluation.images, 100 * evaluation.accuracy, 100 * evaluation.accuracy_interval.low,
                  100 * evaluation.accuracy_interval.high, evaluation.loss);
  for (std::size_t k = 2; k <= evaluation.top_k_accuracy.size(); ++k) {
    text += fmt::format("top {}     {:.2f} %\n", k, 100 * evaluation.top_k_accuracy[k - 1]);
  }
  return text;
}

std::string class_table(const Evaluation& evaluation) {
  std::string text = fmt::format("\n{:>7}{:>13}{:>13}{:>13}{:>10}\n", "class", "precision", "recall", "F1", "images");
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const ClassFigures& figures = evaluation.classes[i];
    text += fmt::format("{:>7}{:>11.2f} %{:>11.2f} %{:>11.2f} %{:>10}\n", i, 100 * figures.precision,
                        100 * figures.recall, 100 * figures.f1, figures.support);
  }
  return text;
}

std::string confusion_table(const Evaluation& evaluation) {
  std::size_t largest = 99;
  for (const auto& row : evaluation.confusion) {
    largest = std::max(largest, *std::max_element(row.begin(), row.end()));
  }
  const std::size_t width = fmt::formatted_size("{}", largest) + 2;
  std::string text = "\nConfusion matrix: a row is a true class, a column what it was read as.\n       ";
  for (std::size_t i = 0; i < evaluation.confusion.size(); ++i) {
    text += fmt::format("{:>{}}", i, width);
  }
  text += '\n';
  for (std::size_t i = 0; i < evaluation.confusion.size(); ++i) {
    text += fmt::format("{:>7}", i);
    for (const std::size_t count : evaluation.confusion[i]) {
      text += count == 0 ? fmt::format("{:>{}}", ".", width) : fmt::format("{:>{}}", count, width);
    }
    text += '\n';
  }
  return text;
}

std::string confidence_table(const Confidence& confidence) {
  std::string text = fmt::format(
      "\nExpected calibration error {:.2f} % ({:.2f} % over bins of equal numbers); area under the risk-coverage curve "
      "{:.5f}\n",
      100 * confidence.calibration_error, 100 * confidence.adaptive_calibration_error, confidence.risk_coverage_area);
  text += fmt::format("{:>18}{:>10}{:>12}{:>12}\n", "probability", "images", "mean", "right");
  for (const ReliabilityBin& bin : confidence.reliability) {
    if (bin.answers > 0) {
      text += fmt::format("{:>18}{:>10}{:>10.2f} %{:>10.2f} %\n",
                          fmt::format("{:.1f} to {:.1f} %", 100 * bin.low, 100 * bin.high), bin.answers,
                          100 * bin.mean_probability, 100 * bin.accuracy);
    }
  }
  for (const int percent : kRefusedPercents) {
    const RiskPoint& point = confidence.refusing(percent);
    text += fmt::format("{}{} % refused (probability below {:.4f}): error {:.2f} %\n",
                        percent == kRefusedPercents[0] ? "\nLeast sure " : "           ", percent,
                        point.least_probability, 100 * point.error);
  }
  return text;
}

}  // namespace

std::string evaluation_table(const Evaluation& evaluation) {
  return describe_whole(evaluation) + confidence_table(evaluation.confidence) + class_table(evaluation) +
         confusion_table(evaluation);
}

}  // namespace digitnet::cli
