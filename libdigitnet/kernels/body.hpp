#pragma once

// What the sources that are compiled once for each instruction set have in common: the declarations of the functions
// in the table. They define no inline function or template outside namespace DIGITNET_KERNEL_ISA (and Eigen, renamed
// by the build), because the linker would keep one copy for all instruction sets (docs/decisions/0002).

#include "kernels/kernels.hpp"
#include "kernels/tables.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

bool convolution_pools(const ConvolutionShape&) noexcept;
KernelMemory convolution_memory(const ConvolutionShape&) noexcept;
void convolution_prepare(const ConvolutionShape&, Part, const float* weight, float* prepared) noexcept;
void convolution_forward(const ConvolutionShape&, int samples, Part, const LinearForward&, float* scratch) noexcept;
void convolution_backward(const ConvolutionShape&, int samples, const ConvolutionBackward&, float* scratch) noexcept;
KernelMemory dense_memory(const DenseShape&, Purpose) noexcept;
void dense_prepare(const DenseShape&, Part, const float* weight, float* prepared) noexcept;
void dense_forward(const DenseShape&, Part, const LinearForward&, float* scratch) noexcept;
void dense_start_backward(const DenseShape&, const float* grad_y, float* scratch) noexcept;
void dense_backward(const DenseShape&, const DenseBackward&, float* scratch) noexcept;
void dense_backward_bias(const DenseShape&, const float* grad_y, float* grad_bias) noexcept;
void max_pool_forward(const PoolingShape&, int samples, Part, const float* x, float* y, std::uint8_t* indices) noexcept;
void max_pool_backward(const PoolingShape&, int samples, const float* grad_y, const std::uint8_t* indices,
                       float* grad_x) noexcept;
void relu_forward(std::size_t count, const float* x, float* y) noexcept;
void relu_backward(std::size_t count, const float* y, float* grad) noexcept;
void dropout(std::size_t count, std::uint32_t key, float rate, const float* x, float* y) noexcept;
void add(std::size_t count, const float* source, float* target) noexcept;
void average(std::size_t count, float decay, const float* value, float* average) noexcept;
void softmax_forward(int classes, const float* x, float* y) noexcept;
void softmax_backward(int classes, const float* y, float* grad) noexcept;
double cross_entropy(int classes, const float* logits, int label, float smoothing, float scale, float* grad) noexcept;
void batch_norm_statistics(int rows, int channels, float epsilon, const float* x, float* saved) noexcept;
void batch_norm_apply(int rows, int channels, const float* x, const float* saved, const float* gamma_beta,
                      float* y) noexcept;
void batch_norm_backward(int rows, int channels, const float* x, const float* saved, const float* gamma,
                         const float* grad_y, float* grad_gamma_beta, float* grad_x, float* sums) noexcept;
void adadelta(std::size_t count, const OptimizerStep&, const float* grad, float* weight, float* mean_square_grad,
              float* mean_square_update) noexcept;
void sgd(std::size_t count, const OptimizerStep&, const float* grad, float* weight, float* velocity) noexcept;
void adam(std::size_t count, const OptimizerStep&, const float* grad, float* weight, float* moment1,
          float* moment2) noexcept;

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
