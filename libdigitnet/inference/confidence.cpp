#include "digitnet/confidence.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet {

namespace {

constexpr std::size_t kBins = 15;

/// An answer among others that are as probable: the share of them that is right stands for each.
struct SharedAnswer {
  double probability;
  double right;
};

/// Sorted, the most probable first.
std::vector<SharedAnswer> share_ties(std::vector<Answer> answers) {
  for (Answer& answer : answers)
    if (std::isnan(answer.probability)) answer.probability = 0;
  std::ranges::sort(answers, std::greater{}, &Answer::probability);
  std::vector<SharedAnswer> shared;
  shared.reserve(answers.size());
  for (auto first = answers.begin(); first != answers.end();) {
    const auto last =
        std::find_if(first, answers.end(), [&](const Answer& a) { return a.probability != first->probability; });
    const auto count = static_cast<std::size_t>(last - first);
    const auto right = static_cast<double>(std::count_if(first, last, [](const Answer& a) { return a.right; }));
    shared.insert(shared.end(), count, {first->probability, right / static_cast<double>(count)});
    first = last;
  }
  return shared;
}

ReliabilityBin make_bin(double low, double high, std::span<const SharedAnswer> answers) {
  ReliabilityBin bin{low, high, answers.size(), 0, 0};
  for (const SharedAnswer& answer : answers) {
    bin.mean_probability += answer.probability / static_cast<double>(answers.size());
    bin.accuracy += answer.right / static_cast<double>(answers.size());
  }
  return bin;
}

/// How many of the sorted answers are more probable than `limit`.
std::size_t count_above(std::span<const SharedAnswer> sorted, double limit) {
  const auto end = std::ranges::partition_point(sorted, [&](const SharedAnswer& a) { return a.probability > limit; });
  return static_cast<std::size_t>(end - sorted.begin());
}

std::vector<ReliabilityBin> equal_width(std::span<const SharedAnswer> sorted) {
  std::vector<ReliabilityBin> bins;
  for (std::size_t i = 0; i < kBins; ++i) {
    const double low = static_cast<double>(i) / kBins;
    const double high = static_cast<double>(i + 1) / kBins;
    const std::size_t first = i + 1 == kBins ? 0 : count_above(sorted, high);
    const std::size_t last = i == 0 ? sorted.size() : count_above(sorted, low);
    bins.push_back(make_bin(low, high, sorted.subspan(first, last - first)));
  }
  return bins;
}

std::vector<ReliabilityBin> equal_numbers(std::span<const SharedAnswer> sorted) {
  std::vector<ReliabilityBin> bins;
  for (std::size_t i = 0; i < kBins; ++i) {
    const std::size_t first = sorted.size() * i / kBins;
    const std::size_t last = sorted.size() * (i + 1) / kBins;
    if (first < last)
      bins.push_back(
          make_bin(sorted[last - 1].probability, sorted[first].probability, sorted.subspan(first, last - first)));
  }
  return bins;
}

double calibration_error(const std::vector<ReliabilityBin>& bins, std::size_t answers) {
  double error = 0;
  for (const ReliabilityBin& bin : bins)
    error += static_cast<double>(bin.answers) * std::abs(bin.accuracy - bin.mean_probability);
  return error / static_cast<double>(answers);
}

/// [k]: the share of wrong ones among the k + 1 most probable answers.
std::vector<double> running_error(std::span<const SharedAnswer> sorted) {
  std::vector<double> errors;
  errors.reserve(sorted.size());
  double wrong = 0;
  for (const SharedAnswer& answer : sorted) {
    wrong += 1 - answer.right;
    errors.push_back(wrong / static_cast<double>(errors.size() + 1));
  }
  return errors;
}

}  // namespace

Confidence measure_confidence(std::vector<Answer> answers) {
  if (answers.empty()) throw ArgumentError("there are no answers to measure confidence on");
  const std::vector<SharedAnswer> sorted = share_ties(std::move(answers));
  const std::vector<double> errors = running_error(sorted);
  Confidence result;
  result.reliability = equal_width(sorted);
  result.calibration_error = calibration_error(result.reliability, sorted.size());
  result.adaptive_calibration_error = calibration_error(equal_numbers(sorted), sorted.size());
  for (std::size_t percent = 1; percent <= 100; ++percent) {
    const std::size_t given = (percent * sorted.size() + 99) / 100;
    result.risk_coverage.push_back({static_cast<double>(given) / static_cast<double>(sorted.size()), errors[given - 1],
                                    static_cast<float>(sorted[given - 1].probability)});
  }
  for (const double error : errors) result.risk_coverage_area += error / static_cast<double>(errors.size());
  return result;
}

}  // namespace digitnet
