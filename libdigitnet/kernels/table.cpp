#include "kernels/body.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

const Kernels kTable = {
    .convolution_pools = fp32_convolution_pools,
    .convolution_memory = fp32_convolution_memory,
    .convolution_prepare = convolution_prepare,
    .convolution_forward = convolution_forward,
    .convolution_backward = convolution_backward,
    .dense_memory = fp32_dense_memory,
    .dense_prepare = dense_prepare,
    .dense_forward = dense_forward,
    .dense_start_backward = dense_start_backward,
    .dense_backward = dense_backward,
    .dense_backward_bias = dense_backward_bias,
    .max_pool_forward = max_pool_forward,
    .max_pool_backward = max_pool_backward,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .dropout = dropout,
    .add = add,
    .average = average,
    .softmax_forward = softmax_forward,
    .softmax_backward = softmax_backward,
    .cross_entropy = cross_entropy,
    .batch_norm_statistics = batch_norm_statistics,
    .batch_norm_apply = batch_norm_apply,
    .batch_norm_backward = batch_norm_backward,
    .adadelta = adadelta,
    .sgd = sgd,
    .adam = adam,
};

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
