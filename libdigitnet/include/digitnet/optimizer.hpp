#pragma once

#include <string>
#include <variant>

namespace digitnet {

/// Adadelta (Zeiler 2012, algorithm 1) with Keras's defaults and learning rate.
///
/// E[g2] = rho E[g2] + (1-rho) g2;  d = g sqrt(E[d2] + epsilon) / sqrt(E[g2] + epsilon);
/// E[d2] = rho E[d2] + (1-rho) d2;  w -= learning_rate * d.
struct Adadelta {
  float learning_rate = 0.001f;
  float rho = 0.95f;
  float epsilon = 1e-7f;
  friend bool operator==(const Adadelta&, const Adadelta&) = default;
};

/// Stochastic gradient descent: v = momentum v + g;  w -= learning_rate * v, or with `nesterov`,
/// w -= learning_rate * (g + momentum v).
struct Sgd {
  float learning_rate = 0.01f;
  float momentum = 0.0f;
  bool nesterov = false;
  float weight_decay = 0.0f;  ///< added to every gradient: g + weight_decay * w
  friend bool operator==(const Sgd&, const Sgd&) = default;
};

/// Adam (Kingma & Ba 2015, algorithm 1): moments with bias correction.
struct Adam {
  float learning_rate = 0.001f;
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-7f;
  friend bool operator==(const Adam&, const Adam&) = default;
};

/// AdamW (Loshchilov & Hutter 2019, algorithm 2): Adam, and w -= learning_rate * weight_decay * w apart from it, where
/// w is of a kernel (the weights of a convolution or a dense layer): biases and batch normalisation do not decay.
struct AdamW {
  float learning_rate = 0.001f;
  float beta1 = 0.9f;
  float beta2 = 0.999f;
  float epsilon = 1e-7f;
  float weight_decay = 0.004f;
  friend bool operator==(const AdamW&, const AdamW&) = default;
};

/// Ranges of all: learning rate and epsilon above 0; rho, momentum and betas in [0, 1); weight decay at least 0.
using Optimizer = std::variant<Adadelta, Sgd, Adam, AdamW>;

/// `adadelta`, `sgd`, `adam` or `adamw`.
[[nodiscard]] std::string name(const Optimizer& optimizer);
[[nodiscard]] float learning_rate(const Optimizer& optimizer);
void set_learning_rate(Optimizer& optimizer, float rate);
/// How many floats of state it keeps for each parameter.
[[nodiscard]] int state_slots(const Optimizer& optimizer);
/// Throws ArgumentError, naming the field, when one is out of its range.
void validate(const Optimizer& optimizer);

}  // namespace digitnet
