#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "digitnet/layers.hpp"
#include "digitnet/shape.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet {

/// One named array inside a model: where it stands and what it means.
struct ParameterInfo {
  std::string name;    ///< `<layer index>.<layer name>.<role>`, such as `0.conv.weight`
  Shape shape;         ///< such as `[kernel,kernel,in,out]`
  std::size_t offset;  ///< its first element in Model::parameters(), or in Model::statistics()
  bool trainable;      ///< true: in parameters(); false: in statistics()
  std::size_t layer;   ///< whose it is, in Model::layers()
};

/// A network as a value: its layers, the shape after each, and its numbers; copies are deep.
///
/// Nothing in it changes while it computes, so any number of threads may share a const Model.
class Model {
 public:
  /// Builds the layers on samples of shape `input` `{H,W,C}` and draws the weights from `seed`.
  ///
  /// Throws ShapeError or ArgumentError, naming the layer, when the layers do not fit; ShapeError when they have more
  /// than 2^29 parameters.
  Model(const Shape& input, std::vector<Layer> layers, std::uint64_t seed = 0);

  /// The same with every number 0, for who has the numbers. Throws likewise.
  [[nodiscard]] static Model of_zeros(const Shape& input, std::vector<Layer> layers);

  [[nodiscard]] const Shape& input_shape() const { return input_shape_; }
  [[nodiscard]] const std::vector<Layer>& layers() const { return layers_; }
  /// The shape of one sample after layer `i`.
  [[nodiscard]] const Shape& output_shape(std::size_t i) const { return output_shapes_[i]; }
  /// The shape of one sample after the last layer.
  [[nodiscard]] const Shape& output_shape() const;
  /// The number of values a sample ends as: for a classifier, its classes.
  [[nodiscard]] int classes() const { return static_cast<int>(output_shape().size()); }

  /// Everything that training changes by gradients, in one flat buffer.
  [[nodiscard]] std::span<float> parameters() { return parameters_.span(); }
  [[nodiscard]] std::span<const float> parameters() const { return parameters_.span(); }
  /// Batch normalisation's running means and variances, in one flat buffer.
  [[nodiscard]] std::span<float> statistics() { return statistics_.span(); }
  [[nodiscard]] std::span<const float> statistics() const { return statistics_.span(); }
  /// The arrays in both, in the order of the layers.
  [[nodiscard]] const std::vector<ParameterInfo>& parameter_infos() const { return infos_; }
  /// The values of one of parameter_infos().
  [[nodiscard]] std::span<float> values(const ParameterInfo& info);
  [[nodiscard]] std::span<const float> values(const ParameterInfo& info) const;

 private:
  Model() = default;
  void build();
  void add_parameters(std::size_t layer, const Shape& input);
  void initialise(std::uint64_t seed);

  Shape input_shape_;
  std::vector<Layer> layers_;
  std::vector<Shape> output_shapes_;
  std::vector<ParameterInfo> infos_;
  Storage parameters_;
  Storage statistics_;
};

/// How many numbers layer `layer` owns, running statistics included.
[[nodiscard]] std::size_t parameter_count(const Model& model, std::size_t layer);

/// A table of layers, output shapes and numbers of parameters, as Keras prints it.
[[nodiscard]] std::string summary(const Model& model);

}  // namespace digitnet
