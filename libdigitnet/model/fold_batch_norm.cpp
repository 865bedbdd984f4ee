#include "model/fold_batch_norm.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <variant>
#include <vector>

namespace digitnet {

namespace {

bool folds(const std::vector<Layer>& layers, std::size_t i) {
  const bool linear = std::holds_alternative<Conv>(layers[i]) || std::holds_alternative<Dense>(layers[i]);
  return linear && i + 1 < layers.size() && std::holds_alternative<BatchNorm>(layers[i + 1]);
}

std::vector<ParameterInfo> arrays_of(const Model& model, std::size_t layer) {
  std::vector<ParameterInfo> arrays;
  for (const ParameterInfo& info : model.parameter_infos())
    if (info.layer == layer) arrays.push_back(info);
  return arrays;
}

/// Scales weight and bias of `to`'s layer `at` by the batch normalisation `norm` of `from`.
void fold(const Model& from, std::size_t norm, Model& to, std::size_t at) {
  const float epsilon = std::get<BatchNorm>(from.layers()[norm]).epsilon;
  const std::vector<ParameterInfo> normal = arrays_of(from, norm);
  const std::vector<ParameterInfo> linear = arrays_of(to, at);
  const auto gamma = from.values(normal[0]);
  const auto beta = from.values(normal[1]);
  const auto mean = from.values(normal[2]);
  const auto variance = from.values(normal[3]);
  const auto weight = to.values(linear[0]);
  const auto bias = to.values(linear[1]);
  const std::size_t channels = bias.size();
  for (std::size_t c = 0; c < channels; ++c) {
    const float scale = gamma[c] / std::sqrt(variance[c] + epsilon);
    for (std::size_t i = c; i < weight.size(); i += channels) weight[i] *= scale;
    bias[c] = (bias[c] - mean[c]) * scale + beta[c];
  }
}

}  // namespace

bool can_fold_batch_norm(const Model& model) {
  for (std::size_t i = 0; i < model.layers().size(); ++i)
    if (folds(model.layers(), i)) return true;
  return false;
}

Model fold_batch_norm(const Model& model) {
  std::vector<Layer> layers;
  std::vector<std::size_t> origins;  // of each kept layer
  for (std::size_t i = 0; i < model.layers().size(); ++i) {
    layers.push_back(model.layers()[i]);
    origins.push_back(i);
    if (folds(model.layers(), i)) ++i;
  }
  Model folded = Model::of_zeros(model.input_shape(), layers);
  for (std::size_t i = 0; i < origins.size(); ++i) {
    const std::vector<ParameterInfo> from = arrays_of(model, origins[i]);
    const std::vector<ParameterInfo> to = arrays_of(folded, i);
    for (std::size_t a = 0; a < to.size(); ++a) std::ranges::copy(model.values(from[a]), folded.values(to[a]).begin());
    if (folds(model.layers(), origins[i])) fold(model, origins[i] + 1, folded, i);
  }
  return folded;
}

}  // namespace digitnet
