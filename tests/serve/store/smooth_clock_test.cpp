#include "smooth_clock.hpp"

#include <doctest/doctest.h>

using namespace digitnet::serve;
using namespace std::chrono_literals;

namespace {

/// A machine whose time passes as the test says, and whose clock it sets.
struct Machine {
  Time clock{1'790'000'000'000ms};
  std::chrono::nanoseconds elapsed{5s};

  SmoothClock smooth() {
    return SmoothClock([this] { return clock; }, [this] { return elapsed; });
  }
  void pass(std::chrono::milliseconds time) {
    clock += time;
    elapsed += time;
  }
};

/// What the clock says has passed while this much did, asked again and again.
std::chrono::milliseconds told(Machine& machine, SmoothClock& clock, std::chrono::seconds time) {
  const Time begin = clock.now();
  for (auto left = time; left > 0s; left -= 1s) {
    machine.pass(1s);
    (void)clock.now();
  }
  return clock.now() - begin;
}

}  // namespace

TEST_CASE("as long as nobody sets it, the smooth clock says what the machine's says") {
  Machine machine;
  SmoothClock clock = machine.smooth();
  CHECK(clock.now() == machine.clock);
  CHECK(told(machine, clock, 100s) == 100s);
  CHECK(clock.now() == machine.clock);
}

TEST_CASE("a clock that is set forward is followed at twice the speed") {
  Machine machine;
  SmoothClock clock = machine.smooth();
  const Time before = clock.now();
  machine.clock += 1h;
  CHECK(clock.now() == before);
  CHECK(told(machine, clock, 60s) == 120s);
  CHECK(told(machine, clock, 3600s) == 3600s + 3540s);
  CHECK(clock.now() == machine.clock);
  CHECK(told(machine, clock, 60s) == 60s);
}

TEST_CASE("a clock that is set back is waited for at half the speed, and time never goes back") {
  Machine machine;
  SmoothClock clock = machine.smooth();
  const Time before = clock.now();
  machine.clock -= 1h;
  CHECK(clock.now() == before);
  CHECK(told(machine, clock, 60s) == 30s);
  CHECK(told(machine, clock, 7140s) == 3570s);
  CHECK(clock.now() == machine.clock);
}

TEST_CASE("questions that follow each other at once do not slow the way back") {
  Machine machine;
  SmoothClock clock = machine.smooth();
  machine.clock -= 1h;
  const Time before = clock.now();
  for (int i = 0; i < 1'000'000; ++i) {
    machine.elapsed += 1us;
    if (i % 1000 == 0) machine.clock += 1ms;
    (void)clock.now();
  }
  CHECK(clock.now() - before == 500ms);
}

TEST_CASE("a clock that was not set at all is taken at once") {
  Machine machine;
  machine.clock = Time{};
  SmoothClock clock = machine.smooth();
  machine.clock = Time{1'790'000'000'000ms};
  CHECK(clock.now() == machine.clock);
  machine.clock -= 25h;
  CHECK(clock.now() == machine.clock);
}
