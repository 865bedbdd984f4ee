#include "kernels/bf16_body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

const Kernels& table() noexcept {
  static const Kernels kernels = [] {
    Kernels table = fp32();
    table.convolution_memory = convolution_memory;
    table.convolution_prepare = convolution_prepare;
    table.convolution_forward = convolution_forward;
    table.convolution_backward_input = convolution_backward_input;
    table.convolution_backward_weight = convolution_backward_weight;
    table.dense_memory = dense_memory;
    table.dense_prepare = dense_prepare;
    table.dense_forward = dense_forward;
    table.dense_backward_input = dense_backward_input;
    table.dense_backward_weight = dense_backward_weight;
    return table;
  }();
  return kernels;
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
