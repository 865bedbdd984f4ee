#pragma once

#include <optional>
#include <string>
#include <vector>

#include "share_right.hpp"

namespace digitnet::serve {

/// By how much of its accuracy a version may fall behind what is served.
inline constexpr double kMnistMargin = 0.001;
inline constexpr double kTestSetMargin = 0.005;

/// One test that a version must pass to be served.
struct GateTest {
  std::string name;  ///< `MNIST's test images`, `the test set`
  double margin = 0;
  std::optional<ShareRight> served;
  std::optional<ShareRight> candidate;
  std::optional<double> served_loss = {};  ///< mean cross-entropy
  std::optional<double> candidate_loss = {};

  [[nodiscard]] bool is_measured() const { return served && candidate; }
  [[nodiscard]] bool is_passed() const;
};

/// What stands between a version and being served. There is no way past it.
struct PromotionGate {
  std::vector<GateTest> tests;

  /// Why the version may not be served: a sentence; empty when it may.
  [[nodiscard]] std::string obstacle() const;
};

}  // namespace digitnet::serve
