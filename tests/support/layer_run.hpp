#pragma once

// One layer alone, forward and backward, in memory of its own.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "digitnet/layers.hpp"
#include "digitnet/tensor.hpp"
#include "layers/layer.hpp"
#include "support/oracle.hpp"

namespace digitnet::test {

class LayerRun {
 public:
  /// `parameters`: the trainable ones, then the running statistics.
  LayerRun(const Layer& layer, const Shape& in, const Values& x, const Values& parameters,
           const Kernels& kernels = digitnet::kernels())
      : kernels_(kernels),
        layer_(layer),
        in_(in),
        out_(output_shape(layer, in)),
        samples_(static_cast<int>(x.size() / in.size())) {
    const MemoryNeeds needs = memory_needs(layer, in, {kernels, Purpose::training, samples_});
    const auto count = static_cast<std::size_t>(samples_);
    std::size_t trainable = 0;
    for (const ParameterSpec& spec : parameter_specs(layer, in)) trainable += spec.trainable ? spec.shape.size() : 0;
    const auto storage = [](const Values& values) {
      Storage copy(values.size());
      std::transform(values.begin(), values.end(), copy.data(), [](double v) { return static_cast<float>(v); });
      return copy;
    };
    input_ = storage(x);
    parameters_ = storage(parameters);
    statistics = parameters_.data() + trainable;
    output_ = Storage(count * out_.size());
    grad_output_ = Storage(count * out_.size());
    grad_input_ = Storage(x.size());
    grad_parameters_ = Storage(trainable);
    prepared_ = Storage(needs.kernels.prepared_floats);
    saved_ = Storage(needs.saved_floats);
    scratch_ = Storage(needs.kernels.scratch_floats);
    indices_.resize(needs.index_bytes * count);
    // Between other layers' turns nobody clears these, so no kernel may count on zeros there.
    for (Storage* memory : {&prepared_, &scratch_})
      std::ranges::fill(memory->span(), std::numeric_limits<float>::quiet_NaN());
  }

  void prepare_part(Part part) { prepare(layer_, pass(true, part)); }

  std::span<const float> forward(bool training = true, Part part = {}) {
    prepare(layer_, pass(training, part));
    digitnet::forward(layer_, pass(training, part));
    return output_.span();
  }

  /// After forward(): afterwards grad_input() and grad_parameters() hold the gradients.
  void backward(const Values& grad_output, Part part = {}) {
    std::transform(grad_output.begin(), grad_output.end(), grad_output_.data(),
                   [](double v) { return static_cast<float>(v); });
    prepare(layer_, pass(true, part));
    digitnet::backward(layer_, pass(true, part));
  }

  [[nodiscard]] std::span<const float> output() const { return output_.span(); }
  [[nodiscard]] std::span<const float> saved() const { return saved_.span(); }
  [[nodiscard]] std::span<const float> grad_input() const { return grad_input_.span(); }
  [[nodiscard]] std::span<const float> grad_parameters() const { return grad_parameters_.span(); }
  float* statistics;
  bool relu = false;
  std::int64_t first_sample = 0;

 private:
  Pass pass(bool training, Part part) {
    Pass pass;
    pass.kernels = &kernels_;
    pass.in = &in_;
    pass.out = &out_;
    pass.samples = samples_;
    pass.part = part;
    pass.training = training;
    pass.relu = relu;
    pass.parameters = parameters_.data();
    pass.statistics = statistics;
    pass.prepared = prepared_.data();
    pass.saved = saved_.data();
    pass.scratch = scratch_.data();
    pass.indices = indices_.data();
    pass.dropout_key = 7;
    pass.first_sample = first_sample;
    pass.input = input_.data();
    pass.output = output_.data();
    pass.grad_output = grad_output_.data();
    pass.grad_input = grad_input_.data();
    pass.grad_parameters = grad_parameters_.data();
    return pass;
  }

  const Kernels& kernels_;
  Layer layer_;
  Shape in_;
  Shape out_;
  int samples_;
  Storage input_, output_, parameters_, grad_output_, grad_input_, grad_parameters_, prepared_, saved_, scratch_;
  std::vector<std::uint8_t> indices_;
};

}  // namespace digitnet::test
