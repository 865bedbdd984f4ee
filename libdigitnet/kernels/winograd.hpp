#pragma once

#include "kernels/kernels.hpp"

// Convolution under a 3x3 kernel with a quarter of the multiplications; see winograd.cpp.
namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

void winograd_prepare(const ConvolutionShape&, const float* weight, float* prepared) noexcept;
void winograd_forward(const ConvolutionShape&, int samples, const float* x, const Weights&, bool relu,
                      float* y, float* scratch) noexcept;
void winograd_backward_input(const ConvolutionShape&, int samples, const float* grad_y, const float* prepared,
                             float* grad_x, float* scratch) noexcept;
void winograd_backward_weight(const ConvolutionShape&, int samples, const float* x, const float* grad_y,
                              float* grad_weight, float* memory) noexcept;

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
