#pragma once

#include "kernels/kernels.hpp"

// Convolution under a 3x3 kernel with a quarter or a fifth of the multiplications; see winograd.cpp.
namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

void winograd_prepare(const ConvolutionShape&, Part, const float* weight, float* prepared) noexcept;
void winograd_forward(const ConvolutionShape&, int samples, Part, const LinearForward&, float* scratch) noexcept;
void winograd_backward(const ConvolutionShape&, int samples, const ConvolutionBackward&, float* scratch) noexcept;

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
