#include "kernels/bf16_body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

const Kernels& dense_table() noexcept {
  static const Kernels kernels = [] {
    Kernels table = fp32();
    table.dense_memory = dense_memory;
    table.dense_prepare = dense_prepare;
    table.dense_forward = dense_forward;
    table.dense_start_backward = dense_start_backward;
    table.dense_backward = dense_backward;
    return table;
  }();
  return kernels;
}

const Kernels& table() noexcept {
  static const Kernels kernels = [] {
    Kernels table = dense_table();
    table.convolution_pools = convolution_pools;
    table.convolution_memory = convolution_memory;
    table.convolution_prepare = convolution_prepare;
    table.convolution_forward = convolution_forward;
    table.convolution_backward = convolution_backward;
    return table;
  }();
  return kernels;
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
