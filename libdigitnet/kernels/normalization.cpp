// Batch normalisation over rows of channels (Ioffe & Szegedy 2015, section 3). Sums over rows are kept in double
// blocks of 16 channels, so that a mean over many rows loses nothing.

#include <algorithm>
#include <cmath>

#include "kernels/body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

constexpr int kBlock = 16;

/// Calls `term(channel, row)` for every row and hands each channel's sum of it to `done(channel, sum)`.
template <class Term, class Done>
void sum_over_rows(int rows, int channels, Term term, Done done) noexcept {
  for (int first = 0; first < channels; first += kBlock) {
    const int width = std::min(kBlock, channels - first);
    double sums[kBlock] = {};
    for (int row = 0; row < rows; ++row)
      for (int c = 0; c < width; ++c) sums[c] += static_cast<double>(term(first + c, row));
    for (int c = 0; c < width; ++c) done(first + c, sums[c]);
  }
}

}  // namespace

void batch_norm_statistics(int rows, int channels, float epsilon, const float* x, float* saved) noexcept {
  float* mean = saved;
  float* inverse_deviation = saved + channels;
  const auto at = [&](int c, int row) { return x[std::ptrdiff_t{row} * channels + c]; };
  sum_over_rows(rows, channels, at, [&](int c, double sum) { mean[c] = static_cast<float>(sum / rows); });
  const auto squared = [&](int c, int row) {
    const float centred = at(c, row) - mean[c];
    return centred * centred;
  };
  sum_over_rows(rows, channels, squared, [&](int c, double sum) {
    inverse_deviation[c] = static_cast<float>(1.0 / std::sqrt(sum / rows + static_cast<double>(epsilon)));
  });
}

void batch_norm_apply(int rows, int channels, const float* x, const float* saved, const float* gamma_beta,
                      float* y) noexcept {
  const float* mean = saved;
  const float* inverse_deviation = saved + channels;
  const float* gamma = gamma_beta;
  const float* beta = gamma_beta + channels;
  for (int row = 0; row < rows; ++row)
    for (int c = 0; c < channels; ++c) {
      const std::ptrdiff_t i = std::ptrdiff_t{row} * channels + c;
      y[i] = gamma[c] * ((x[i] - mean[c]) * inverse_deviation[c]) + beta[c];
    }
}

// grad_x = gamma / deviation * (grad_y - mean(grad_y) - x_hat * mean(grad_y * x_hat)), means over the rows.
void batch_norm_backward(int rows, int channels, const float* x, const float* saved, const float* gamma,
                         const float* grad_y, float* grad_gamma_beta, float* grad_x, float* sums) noexcept {
  const float* mean = saved;
  const float* inverse_deviation = saved + channels;
  float* grad_sum = sums;
  float* product_sum = sums + channels;
  const auto index = [&](int c, int row) { return std::ptrdiff_t{row} * channels + c; };
  const auto normalized = [&](int c, int row) { return (x[index(c, row)] - mean[c]) * inverse_deviation[c]; };
  sum_over_rows(
      rows, channels, [&](int c, int row) { return grad_y[index(c, row)]; },
      [&](int c, double sum) { grad_sum[c] = static_cast<float>(sum); });
  sum_over_rows(
      rows, channels, [&](int c, int row) { return grad_y[index(c, row)] * normalized(c, row); },
      [&](int c, double sum) { product_sum[c] = static_cast<float>(sum); });
  for (int c = 0; c < channels; ++c) {
    grad_gamma_beta[c] += product_sum[c];
    grad_gamma_beta[channels + c] += grad_sum[c];
  }
  const float share = 1.0f / static_cast<float>(rows);
  for (int row = 0; row < rows; ++row)
    for (int c = 0; c < channels; ++c) {
      const float centred = grad_y[index(c, row)] - share * (grad_sum[c] + normalized(c, row) * product_sum[c]);
      grad_x[index(c, row)] = gamma[c] * inverse_deviation[c] * centred;
    }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
