#include "digitnet/optimizer.hpp"

#include <fmt/format.h>

#include <cmath>

#include "digitnet/error.hpp"
#include "training/update.hpp"

namespace digitnet {

namespace {

void check(bool fine, const char* what, const char* wanted, float found) {
  if (!fine) throw ArgumentError(fmt::format("{} must be {}: found {}", what, wanted, found));
}

void check_rate(float rate) {
  check(rate > 0 && std::isfinite(rate), "learning rate", "above 0", rate);
}
void check_decay(const char* what, float value) {
  check(value >= 0 && value < 1, what, "at least 0 and below 1", value);
}
void check_epsilon(float epsilon) {
  check(epsilon > 0 && std::isfinite(epsilon), "epsilon", "above 0", epsilon);
}
void check_weight_decay(float decay) {
  check(decay >= 0 && std::isfinite(decay), "weight decay", "at least 0", decay);
}

struct Validate {
  void operator()(const Adadelta& o) const {
    check_rate(o.learning_rate);
    check_decay("rho", o.rho);
    check_epsilon(o.epsilon);
  }
  void operator()(const Sgd& o) const {
    check_rate(o.learning_rate);
    check_decay("momentum", o.momentum);
    check_weight_decay(o.weight_decay);
  }
  void operator()(const Adam& o) const { check_moments(o.learning_rate, o.beta1, o.beta2, o.epsilon); }
  void operator()(const AdamW& o) const {
    check_moments(o.learning_rate, o.beta1, o.beta2, o.epsilon);
    check_weight_decay(o.weight_decay);
  }
  static void check_moments(float rate, float beta1, float beta2, float epsilon) {
    check_rate(rate);
    check_decay("beta1", beta1);
    check_decay("beta2", beta2);
    check_epsilon(epsilon);
  }
};

float correction(float beta, std::int64_t step) {
  return static_cast<float>(1.0 / (1.0 - std::pow(static_cast<double>(beta), static_cast<double>(step + 1))));
}

/// The numbers of step `step` (from 0) for each optimiser, and its pass over one block.
struct Apply {
  const Kernels& kernels;
  const UpdateBlock& block;
  std::int64_t step;
  float rate;

  void operator()(const Adadelta& o) const noexcept {
    OptimizerStep s{};
    s.learning_rate = rate;
    s.decay1 = o.rho;
    s.epsilon = o.epsilon;
    kernels.adadelta(block.count, s, block.gradient, block.weight, block.state1, block.state2);
  }
  void operator()(const Sgd& o) const noexcept {
    OptimizerStep s{};
    s.learning_rate = rate;
    s.decay1 = o.momentum;
    s.weight_decay = o.weight_decay;
    s.nesterov = o.nesterov;
    kernels.sgd(block.count, s, block.gradient, block.weight, block.state1);
  }
  void operator()(const Adam& o) const noexcept { moments(o.beta1, o.beta2, o.epsilon, 0); }
  void operator()(const AdamW& o) const noexcept {
    moments(o.beta1, o.beta2, o.epsilon, block.kernel ? o.weight_decay : 0);
  }

  void moments(float beta1, float beta2, float epsilon, float weight_decay) const noexcept {
    OptimizerStep s{};
    s.learning_rate = rate;
    s.decay1 = beta1;
    s.decay2 = beta2;
    s.epsilon = epsilon;
    s.weight_decay = weight_decay;
    s.correction1 = correction(beta1, step);
    s.correction2 = correction(beta2, step);
    kernels.adam(block.count, s, block.gradient, block.weight, block.state1, block.state2);
  }
};

struct OptimizerName {
  const char* operator()(const Adadelta& /*o*/) const { return "adadelta"; }
  const char* operator()(const Sgd& /*o*/) const { return "sgd"; }
  const char* operator()(const Adam& /*o*/) const { return "adam"; }
  const char* operator()(const AdamW& /*o*/) const { return "adamw"; }
};

}  // namespace

std::string name(const Optimizer& optimizer) {
  return std::visit(OptimizerName{}, optimizer);
}

float learning_rate(const Optimizer& optimizer) {
  return std::visit([](const auto& kind) { return kind.learning_rate; }, optimizer);
}

void set_learning_rate(Optimizer& optimizer, float rate) {
  std::visit([&](auto& kind) { kind.learning_rate = rate; }, optimizer);
}

int state_slots(const Optimizer& optimizer) {
  return std::holds_alternative<Sgd>(optimizer) ? 1 : 2;
}

void validate(const Optimizer& optimizer) {
  std::visit(Validate{}, optimizer);
}

void update_block(const Kernels& kernels, const Optimizer& optimizer, const UpdateStep& step,
                  const UpdateBlock& block) noexcept {
  const float rate = learning_rate(optimizer) * step.rate_factor;
  std::visit(Apply{kernels, block, step.index, rate}, optimizer);
}

}  // namespace digitnet
