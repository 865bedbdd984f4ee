#include <fmt/format.h>
#include <omp.h>

#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernel_cases/kernel_case.hpp"

namespace digitnet::bench {

namespace {

/// Adadelta over as many weights as a model has.
class AdadeltaUpdate {
 public:
  AdadeltaUpdate(std::size_t count, const Settings& settings)
      : threads_(settings.threads),
        kernels_(kernels()),
        grad_(random_floats(count, 1)),
        weight_(random_floats(count, 2)),
        mean_square_grad_(count),
        mean_square_update_(count) {
    const Storage before = weight_;
    update();
    for (std::size_t i = 0; i < count; ++i) {
      const double g = static_cast<double>(grad_.data()[i]);
      const double moved = g * std::sqrt(kEpsilon / (0.05 * g * g + kEpsilon));
      const double expected = static_cast<double>(before.data()[i]) - moved;
      if (!(std::abs(static_cast<double>(weight_.data()[i]) - expected) < 1e-5))
        throw WrongAnswer(fmt::format("Adadelta: expected {}, found {}", expected, weight_.data()[i]));
    }
  }

  void update() {
    const OptimizerStep step{.learning_rate = 1,
                             .decay1 = 0.95f,
                             .decay2 = 0,
                             .epsilon = static_cast<float>(kEpsilon),
                             .weight_decay = 0,
                             .correction1 = 0,
                             .correction2 = 0,
                             .nesterov = false};
#pragma omp parallel num_threads(threads_)
    {
      const auto index = static_cast<std::size_t>(omp_get_thread_num());
      const auto count = static_cast<std::size_t>(omp_get_num_threads());
      const std::size_t first = grad_.size() * index / count / 16 * 16;
      const std::size_t last = index + 1 == count ? grad_.size() : grad_.size() * (index + 1) / count / 16 * 16;
      kernels_.adadelta(last - first, step, grad_.data() + first, weight_.data() + first,
                        mean_square_grad_.data() + first, mean_square_update_.data() + first);
    }
  }

  /// 15 operations a weight, a root and a quotient among them; the gradient is read, the rest read and written.
  [[nodiscard]] Load load() const {
    return {15 * static_cast<double>(grad_.size()), bytes(7 * grad_.size())};
  }

 private:
  static constexpr double kEpsilon = 1e-7;
  int threads_;
  const Kernels& kernels_;
  Storage grad_, weight_, mean_square_grad_, mean_square_update_;
};

}  // namespace

void add_adadelta(std::vector<Case>& cases, const std::string& model, std::size_t parameters) {
  const auto make = [=](const Settings& settings) { return std::make_shared<AdadeltaUpdate>(parameters, settings); };
  cases.push_back(kernel_case<AdadeltaUpdate>(
      "adadelta-" + model, make, [](const AdadeltaUpdate& work) { return work.load(); },
      [](AdadeltaUpdate& work) { work.update(); }));
}

}  // namespace digitnet::bench
