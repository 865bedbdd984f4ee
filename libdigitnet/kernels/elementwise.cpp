// Loops over flat arrays; the compiler vectorises them for each instruction set.

#include <algorithm>
#include <cmath>

#include "kernels/body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// 32 bits that look random, one to one from `counter` (the finaliser of MurmurHash3, Appleby 2011).
std::uint32_t hash(std::uint32_t key, std::uint32_t counter) noexcept {
  std::uint32_t bits = counter * 0x9E3779B9U + key;
  bits = (bits ^ (bits >> 16U)) * 0x85EBCA6BU;
  bits = (bits ^ (bits >> 13U)) * 0xC2B2AE35U;
  return bits ^ (bits >> 16U);
}

float largest(int count, const float* x) noexcept {
  return *std::max_element(x, x + count);
}

}  // namespace

void relu_forward(std::size_t count, const float* x, float* y) noexcept {
  for (std::size_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? 0 : x[i];  // NaN stays NaN
}

void relu_backward(std::size_t count, const float* __restrict y, float* __restrict grad) noexcept {
  for (std::size_t i = 0; i < count; ++i) grad[i] = y[i] > 0 ? grad[i] : 0;
}

void dropout(std::size_t count, std::uint32_t key, float rate, const float* x, float* y) noexcept {
  const auto threshold = static_cast<std::uint32_t>(static_cast<double>(rate) * 0x1p32);
  const float scale = 1.0f / (1.0f - rate);
  const auto size = static_cast<std::uint32_t>(count);
  for (std::uint32_t i = 0; i < size; ++i) y[i] = hash(key, i) >= threshold ? x[i] * scale : 0;
}

void add(std::size_t count, const float* __restrict source, float* __restrict target) noexcept {
  for (std::size_t i = 0; i < count; ++i) target[i] += source[i];
}

void average(std::size_t count, float decay, const float* __restrict value, float* __restrict average) noexcept {
  for (std::size_t i = 0; i < count; ++i) average[i] += (1.0f - decay) * (value[i] - average[i]);
}

void softmax_forward(int classes, const float* x, float* y) noexcept {
  const float top = largest(classes, x);
  float sum = 0;
  for (int c = 0; c < classes; ++c) {
    y[c] = std::exp(x[c] - top);
    sum += y[c];
  }
  for (int c = 0; c < classes; ++c) y[c] /= sum;
}

void softmax_backward(int classes, const float* y, float* grad) noexcept {
  float dot = 0;
  for (int c = 0; c < classes; ++c) dot += grad[c] * y[c];
  for (int c = 0; c < classes; ++c) grad[c] = y[c] * (grad[c] - dot);
}

double cross_entropy(int classes, const float* logits, int label, float smoothing, float scale, float* grad) noexcept {
  const float top = largest(classes, logits);
  double sum = 0;
  for (int c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(logits[c] - top));
  const double log_sum = std::log(sum);
  const double uniform = static_cast<double>(smoothing) / classes;
  double loss = 0;
  for (int c = 0; c < classes; ++c) {
    const double log_probability = static_cast<double>(logits[c] - top) - log_sum;
    const double target = uniform + (c == label ? 1.0 - static_cast<double>(smoothing) : 0.0);
    if (target != 0) loss -= target * log_probability;
    grad[c] = static_cast<float>((std::exp(log_probability) - target) * static_cast<double>(scale));
  }
  return loss;
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
