#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace digitnet {

/// The learning rate as it is.
struct ConstantSchedule {
  friend bool operator==(const ConstantSchedule&, const ConstantSchedule&) = default;
};

/// Multiplies by `factor` after every `epochs` epochs.
struct StepSchedule {
  int epochs = 10;
  float factor = 0.1f;
  friend bool operator==(const StepSchedule&, const StepSchedule&) = default;
};

/// Falls along half a cosine from 1 to `final_fraction` (Loshchilov & Hutter 2017, eq. 5).
struct CosineSchedule {
  float final_fraction = 0.0f;
  friend bool operator==(const CosineSchedule&, const CosineSchedule&) = default;
};

/// Rises along a half cosine from `initial_fraction` to 1 during the first `rise` of the steps, then falls along
/// one to `final_fraction` (Smith & Topin 2019).
struct OneCycleSchedule {
  float rise = 0.3f;
  float initial_fraction = 0.04f;
  float final_fraction = 1e-4f;
  friend bool operator==(const OneCycleSchedule&, const OneCycleSchedule&) = default;
};

/// A course of the learning rate over training, with an optional straight rise from 0 during the first steps.
struct Schedule {
  std::variant<ConstantSchedule, StepSchedule, CosineSchedule, OneCycleSchedule> course;
  std::int64_t warmup_steps = 0;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// What the optimiser's learning rate is multiplied with at `step` (from 0) of `steps`, `steps_per_epoch` an epoch.
[[nodiscard]] float rate_factor(const Schedule& schedule, std::int64_t step, std::int64_t steps,
                                std::int64_t steps_per_epoch);

/// `constant`, `step`, `cosine` or `one-cycle`.
[[nodiscard]] std::string name(const Schedule& schedule);
/// Throws ArgumentError, naming the field, when one is out of its range.
void validate(const Schedule& schedule);

}  // namespace digitnet
