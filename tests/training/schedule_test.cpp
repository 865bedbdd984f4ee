#include "digitnet/schedule.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"

using namespace digitnet;

namespace {
constexpr std::int64_t kSteps = 101;
float at(const Schedule& schedule, std::int64_t step) {
  return rate_factor(schedule, step, kSteps, 10);
}
}  // namespace

TEST_CASE("constant stays") {
  CHECK(at({}, 0) == 1.0f);
  CHECK(at({}, 100) == 1.0f);
}

TEST_CASE("step falls after so many epochs") {
  const Schedule schedule{StepSchedule{.epochs = 2, .factor = 0.5f}};
  CHECK(at(schedule, 19) == 1.0f);
  CHECK(at(schedule, 20) == 0.5f);
  CHECK(at(schedule, 40) == 0.25f);
}

TEST_CASE("cosine goes from 1 through the middle to its final fraction") {
  const Schedule schedule{CosineSchedule{.final_fraction = 0.2f}};
  CHECK(at(schedule, 0) == 1.0f);
  CHECK(at(schedule, 50) == doctest::Approx(0.6));
  CHECK(at(schedule, 100) == doctest::Approx(0.2));
}

TEST_CASE("one-cycle rises to 1 and falls to its final fraction") {
  const Schedule schedule{OneCycleSchedule{.rise = 0.3f, .initial_fraction = 0.1f, .final_fraction = 0.01f}};
  CHECK(at(schedule, 0) == doctest::Approx(0.1));
  CHECK(at(schedule, 15) == doctest::Approx(0.55));
  CHECK(at(schedule, 30) == doctest::Approx(1));
  CHECK(at(schedule, 65) == doctest::Approx(0.505));
  CHECK(at(schedule, 100) == doctest::Approx(0.01));
}

TEST_CASE("warm-up rises from the first step on and then leaves the course alone") {
  const Schedule schedule{ConstantSchedule{}, 4};
  CHECK(at(schedule, 0) == 0.25f);
  CHECK(at(schedule, 2) == 0.75f);
  CHECK(at(schedule, 3) == 1.0f);
  CHECK(at(schedule, 50) == 1.0f);
}

TEST_CASE("schedules out of range say so") {
  CHECK_THROWS_AS(validate(Schedule{StepSchedule{.epochs = 0}}), ArgumentError);
  CHECK_THROWS_AS(validate(Schedule{StepSchedule{.factor = -1}}), ArgumentError);
  CHECK_THROWS_AS(validate(Schedule{CosineSchedule{.final_fraction = 2}}), ArgumentError);
  CHECK_THROWS_AS(validate(Schedule{OneCycleSchedule{.rise = 1}}), ArgumentError);
  CHECK_THROWS_AS(validate(Schedule{ConstantSchedule{}, -1}), ArgumentError);
}
