#include "digitnet/model.hpp"

#include <fmt/format.h>

#include <utility>

#include "digitnet/error.hpp"
#include "layers/layer.hpp"
#include "tensor/random.hpp"

namespace digitnet {

namespace {

constexpr std::size_t kMostParameters = std::size_t{1} << 29U;

/// The shape after `layer`, with the layer's place added to what is wrong with it.
Shape checked_output_shape(const Layer& layer, const Shape& input, std::size_t i) {
  try {
    return output_shape(layer, input);
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("layer {} ({}): {}", i, name(layer), error.what()));
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("layer {} ({}): {}", i, name(layer), error.what()));
  }
}

}  // namespace

Model::Model(const Shape& input, std::vector<Layer> layers, std::uint64_t seed)
    : input_shape_(input), layers_(std::move(layers)) {
  build();
  initialise(seed);
}

Model Model::of_zeros(const Shape& input, std::vector<Layer> layers) {
  Model model;
  model.input_shape_ = input;
  model.layers_ = std::move(layers);
  model.build();
  return model;
}

void Model::build() {
  if (input_shape_.rank() != 3)
    throw ShapeError(fmt::format("a model's input is height x width x channels: found {}", input_shape_.to_string()));
  if (layers_.empty()) throw ShapeError("a model has at least one layer: found none");
  Shape shape = input_shape_;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Shape next = checked_output_shape(layers_[i], shape, i);
    output_shapes_.push_back(next);
    add_parameters(i, shape);
    shape = next;
  }
  std::size_t parameters = 0;
  std::size_t statistics = 0;
  for (const ParameterInfo& info : infos_) (info.trainable ? parameters : statistics) += info.shape.size();
  if (parameters + statistics > kMostParameters)
    throw ShapeError(fmt::format("a model has at most 2^29 parameters: found {}", parameters + statistics));
  parameters_ = Storage(parameters);
  statistics_ = Storage(statistics);
}

const Shape& Model::output_shape() const {
  return output_shapes_.back();
}

void Model::add_parameters(std::size_t layer, const Shape& input) {
  for (const ParameterSpec& spec : parameter_specs(layers_[layer], input)) {
    std::size_t offset = 0;
    for (const ParameterInfo& info : infos_)
      if (info.trainable == spec.trainable) offset += info.shape.size();
    infos_.push_back(
        {fmt::format("{}.{}.{}", layer, name(layers_[layer]), spec.role), spec.shape, offset, spec.trainable, layer});
  }
}

void Model::initialise(std::uint64_t seed) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i)
    for (const ParameterSpec& spec : parameter_specs(layers_[i], i == 0 ? input_shape_ : output_shapes_[i - 1])) {
      const std::uint64_t key = derive_key(seed, next);
      const std::span<float> target = values(infos_[next++]);
      for (std::size_t j = 0; j < target.size(); ++j)
        target[j] = spec.limit > 0 ? static_cast<float>(spec.limit * (2 * random_unit(key, j) - 1)) : spec.start;
    }
}

std::span<float> Model::values(const ParameterInfo& info) {
  return (info.trainable ? parameters() : statistics()).subspan(info.offset, info.shape.size());
}

std::span<const float> Model::values(const ParameterInfo& info) const {
  return (info.trainable ? parameters() : statistics()).subspan(info.offset, info.shape.size());
}

}  // namespace digitnet
