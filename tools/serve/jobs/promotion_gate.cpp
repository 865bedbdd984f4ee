#include "promotion_gate.hpp"

#include <fmt/format.h>

namespace digitnet::serve {
namespace {

// Of rounding in a difference of two quotients.
constexpr double kRounding = 1e-9;

}  // namespace

bool GateTest::is_passed() const {
  return is_measured() && candidate->images > 0 && candidate->accuracy() >= served->accuracy() - margin - kRounding;
}

std::string PromotionGate::obstacle() const {
  for (const GateTest& test : tests) {
    if (!test.is_measured()) return fmt::format("The version has not been evaluated on {} yet.", test.name);
    if (test.is_passed()) continue;
    return fmt::format(
        "On {} the version reads {:.2f} % rightly; what is served now reads {:.2f} %, and it may fall behind that by "
        "{:.1f} "
        "points at most.",
        test.name, 100 * test.candidate->accuracy(), 100 * test.served->accuracy(), 100 * test.margin);
  }
  return tests.empty() ? "There is nothing to evaluate the version on." : "";
}

}  // namespace digitnet::serve
