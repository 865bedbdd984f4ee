#include "digitnet/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "digitnet/error.hpp"

namespace digitnet {

namespace {

/// From `start` to `end` along half a cosine while `progress` goes from 0 to 1.
double half_cosine(double start, double end, double progress) {
  return end + (start - end) * 0.5 * (1.0 + std::cos(std::numbers::pi * std::clamp(progress, 0.0, 1.0)));
}

struct Factor {
  std::int64_t step;
  std::int64_t last;  // the last step's number, at least 1
  std::int64_t steps_per_epoch;

  [[nodiscard]] double progress() const { return static_cast<double>(step) / static_cast<double>(last); }

  double operator()(const ConstantSchedule& /*s*/) const { return 1.0; }
  double operator()(const StepSchedule& s) const {
    const std::int64_t epoch = step / std::max<std::int64_t>(steps_per_epoch, 1);
    const std::int64_t falls = epoch / s.epochs;
    return std::pow(static_cast<double>(s.factor), static_cast<double>(falls));
  }
  double operator()(const CosineSchedule& s) const {
    return half_cosine(1.0, static_cast<double>(s.final_fraction), progress());
  }
  double operator()(const OneCycleSchedule& s) const {
    const auto rise = static_cast<double>(s.rise);
    if (progress() < rise) return half_cosine(static_cast<double>(s.initial_fraction), 1.0, progress() / rise);
    return half_cosine(1.0, static_cast<double>(s.final_fraction), (progress() - rise) / (1.0 - rise));
  }
};

void check_fraction(const char* what, float value, bool one_allowed) {
  if (!(value >= 0 && (one_allowed ? value <= 1 : value < 1)))
    throw ArgumentError(
        fmt::format("{} must be at least 0 and {} 1: found {}", what, one_allowed ? "at most" : "below", value));
}

struct Validate {
  void operator()(const ConstantSchedule& /*s*/) const {}
  void operator()(const StepSchedule& s) const {
    if (s.epochs < 1) throw ArgumentError(fmt::format("schedule epochs must be at least 1: found {}", s.epochs));
    check_fraction("schedule factor", s.factor, true);
  }
  void operator()(const CosineSchedule& s) const { check_fraction("schedule final fraction", s.final_fraction, true); }
  void operator()(const OneCycleSchedule& s) const {
    check_fraction("schedule rise", s.rise, false);
    check_fraction("schedule initial fraction", s.initial_fraction, true);
    check_fraction("schedule final fraction", s.final_fraction, true);
  }
};

struct CourseName {
  const char* operator()(const ConstantSchedule& /*s*/) const { return "constant"; }
  const char* operator()(const StepSchedule& /*s*/) const { return "step"; }
  const char* operator()(const CosineSchedule& /*s*/) const { return "cosine"; }
  const char* operator()(const OneCycleSchedule& /*s*/) const { return "one-cycle"; }
};

}  // namespace

float rate_factor(const Schedule& schedule, std::int64_t step, std::int64_t steps, std::int64_t steps_per_epoch) {
  const Factor factor{step, std::max<std::int64_t>(steps - 1, 1), steps_per_epoch};
  double value = std::visit(factor, schedule.course);
  if (step < schedule.warmup_steps) value *= static_cast<double>(step + 1) / static_cast<double>(schedule.warmup_steps);
  return static_cast<float>(value);
}

std::string name(const Schedule& schedule) {
  return std::visit(CourseName{}, schedule.course);
}

void validate(const Schedule& schedule) {
  std::visit(Validate{}, schedule.course);
  if (schedule.warmup_steps < 0)
    throw ArgumentError(fmt::format("warm-up steps must be at least 0: found {}", schedule.warmup_steps));
}

}  // namespace digitnet
