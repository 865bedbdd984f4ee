#include "layers/layer.hpp"

#include "layers/batch_norm.hpp"
#include "layers/conv.hpp"
#include "layers/dense.hpp"
#include "layers/dropout.hpp"
#include "layers/max_pool.hpp"
#include "layers/relu.hpp"
#include "layers/softmax.hpp"

namespace digitnet {

namespace {

struct LayerName {
  const char* operator()(const Conv& /*layer*/) const { return "conv"; }
  const char* operator()(const MaxPool& /*layer*/) const { return "max_pool"; }
  const char* operator()(const Dropout& /*layer*/) const { return "dropout"; }
  const char* operator()(const Dense& /*layer*/) const { return "dense"; }
  const char* operator()(const Relu& /*layer*/) const { return "relu"; }
  const char* operator()(const Softmax& /*layer*/) const { return "softmax"; }
  const char* operator()(const BatchNorm& /*layer*/) const { return "batch_norm"; }
};

}  // namespace

std::string name(const Layer& layer) {
  return std::visit(LayerName{}, layer);
}

std::string describe(const Layer& layer) {
  return std::visit([](const auto& kind) { return describe_layer(kind); }, layer);
}

Shape output_shape(const Layer& layer, const Shape& input) {
  return std::visit([&](const auto& kind) { return layer_output_shape(kind, input); }, layer);
}

std::vector<ParameterSpec> parameter_specs(const Layer& layer, const Shape& in) {
  return std::visit(
      [&](const auto& kind) -> std::vector<ParameterSpec> {
        if constexpr (requires { layer_parameters(kind, in); }) return layer_parameters(kind, in);
        return {};
      },
      layer);
}

MemoryNeeds memory_needs(const Layer& layer, const Shape& in, const Use& use) {
  return std::visit(
      [&](const auto& kind) -> MemoryNeeds {
        if constexpr (requires { layer_memory(kind, in, use); }) return layer_memory(kind, in, use);
        return {};
      },
      layer);
}

bool divides_forward(const Layer& layer) {
  return std::holds_alternative<Conv>(layer) || std::holds_alternative<MaxPool>(layer) ||
         std::holds_alternative<Dense>(layer);
}

bool works_in_place(const Layer& layer) {
  return std::holds_alternative<Relu>(layer) || std::holds_alternative<Dropout>(layer);
}

bool is_batch_wide(const Layer& layer) {
  return std::holds_alternative<Dense>(layer);
}

bool needs_whole_shard(const Layer& layer) {
  return std::holds_alternative<BatchNorm>(layer);
}

void prepare(const Layer& layer, const Pass& pass) noexcept {
  std::visit(
      [&](const auto& kind) {
        if constexpr (requires { prepare_layer(kind, pass); }) prepare_layer(kind, pass);
      },
      layer);
}

void forward(const Layer& layer, const Pass& pass) noexcept {
  std::visit([&](const auto& kind) { forward_layer(kind, pass); }, layer);
}

void backward(const Layer& layer, const Pass& pass) noexcept {
  std::visit([&](const auto& kind) { backward_layer(kind, pass); }, layer);
}

}  // namespace digitnet
