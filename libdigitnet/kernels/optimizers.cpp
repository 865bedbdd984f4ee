// One fused pass over the weights for each optimiser; the formulas stand in digitnet/optimizer.hpp.

#include <cmath>

#include "kernels/body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

void adadelta(std::size_t count, const OptimizerStep& step, const float* __restrict grad, float* __restrict weight,
              float* __restrict mean_square_grad, float* __restrict mean_square_update) noexcept {
  const float rate = step.learning_rate;
  const float rho = step.decay1;
  const float epsilon = step.epsilon;
  for (std::size_t i = 0; i < count; ++i) {
    const float g = grad[i];
    const float square = rho * mean_square_grad[i] + (1.0f - rho) * g * g;
    const float update = g * std::sqrt((mean_square_update[i] + epsilon) / (square + epsilon));
    mean_square_grad[i] = square;
    mean_square_update[i] = rho * mean_square_update[i] + (1.0f - rho) * update * update;
    weight[i] -= rate * update;
  }
}

void sgd(std::size_t count, const OptimizerStep& step, const float* __restrict grad, float* __restrict weight,
         float* __restrict velocity) noexcept {
  const float rate = step.learning_rate;
  const float momentum = step.decay1;
  const float decay = step.weight_decay;
  const float gradient_share = step.nesterov ? 1.0f : 0.0f;
  const float velocity_share = step.nesterov ? momentum : 1.0f;
  for (std::size_t i = 0; i < count; ++i) {
    const float g = grad[i] + decay * weight[i];
    velocity[i] = momentum * velocity[i] + g;
    weight[i] -= rate * (gradient_share * g + velocity_share * velocity[i]);
  }
}

void adam(std::size_t count, const OptimizerStep& step, const float* __restrict grad, float* __restrict weight,
          float* __restrict moment1, float* __restrict moment2) noexcept {
  const float rate = step.learning_rate;
  const float beta1 = step.decay1;
  const float beta2 = step.decay2;
  const float epsilon = step.epsilon;
  const float kept = 1.0f - rate * step.weight_decay;
  const float correction1 = step.correction1;
  const float correction2 = step.correction2;
  for (std::size_t i = 0; i < count; ++i) {
    const float g = grad[i];
    moment1[i] = beta1 * moment1[i] + (1.0f - beta1) * g;
    moment2[i] = beta2 * moment2[i] + (1.0f - beta2) * g * g;
    const float update = moment1[i] * correction1 / (std::sqrt(moment2[i] * correction2) + epsilon);
    weight[i] = kept * weight[i] - rate * update;
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
