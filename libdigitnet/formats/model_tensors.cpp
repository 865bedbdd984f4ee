#include "formats/model_tensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "image/fail_format.hpp"
#include "layers/layer.hpp"

namespace digitnet {
namespace {

constexpr const char* kKindKey = "digitnet.kind";
constexpr const char* kVersionKey = "digitnet.format";
constexpr const char* kArchitectureKey = "digitnet.architecture";
constexpr const char* kVersion = "1";

/// Whether all are finite, without a branch for each: infinities and NaN have an exponent of ones.
bool all_finite(std::span<const float> values) {
  constexpr std::uint32_t kExponent = 0x7f800000;
  bool found = false;
  for (const float value : values) found |= (std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent;
  return !found;
}

std::string not_finite(const std::string& tensor) {
  return fmt::format("the tensor {} holds a number that is not finite", tensor);
}

std::string negative_variance(const std::string& tensor) {
  return fmt::format("the tensor {} holds a variance below 0", tensor);
}

const SafetensorsEntry& entry_of(const Safetensors& file, const std::string& key, const Shape& shape,
                                 const std::string& name) {
  const SafetensorsEntry* entry = file.find(key);
  if (entry == nullptr) fail_format(name, fmt::format("the tensor {} is missing", key));
  if (entry->shape != shape) {
    fail_format(name, fmt::format("expected the tensor {} to be {}, found {}", key, shape.to_string(),
                                  entry->shape.to_string()));
  }
  return *entry;
}

/// Finds the tensors of `architecture` before a model is built, whose size nothing but the architecture would bound.
void check_tensors(const Safetensors& file, const Architecture& architecture, const std::string& name) {
  Shape shape = architecture.input;
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    const Layer& layer = architecture.layers[i];
    for (const ParameterSpec& spec : parameter_specs(layer, shape)) {
      static_cast<void>(entry_of(file, fmt::format("{}.{}.{}", i, digitnet::name(layer), spec.role), spec.shape, name));
    }
    shape = output_shape(layer, shape);
  }
}

/// The name of the first tensor of variances of which one is below 0.
std::optional<std::string> find_negative_variance(const Model& model) {
  // A channel that never changes has a variance of 0, which training's rounding may take below 0 by that much of
  // epsilon.
  constexpr float kRounding = 1e-6f;
  for (const ParameterInfo& info : model.parameter_infos()) {
    if (!info.name.ends_with(".variance")) continue;
    const auto layer = static_cast<std::size_t>(std::stoul(info.name));  // the name starts with the layer's index
    const float least = -kRounding * std::get<BatchNorm>(model.layers()[layer]).epsilon;
    if (std::ranges::any_of(model.values(info), [&](float variance) { return variance < least; })) return info.name;
  }
  return std::nullopt;
}

}  // namespace

Metadata describe_file(const char* kind, const Model& model) {
  return {{kVersionKey, kVersion},
          {kKindKey, kind},
          {kArchitectureKey, to_json(Architecture{model.input_shape(), model.layers()})}};
}

std::vector<NamedTensor> model_tensors(const Model& model) {
  std::vector<NamedTensor> tensors;
  for (const ParameterInfo& info : model.parameter_infos()) {
    tensors.push_back({info.name, info.shape, model.values(info)});
  }
  return tensors;
}

void expect_finite(std::span<const NamedTensor> tensors, const std::string& name) {
  const auto bad = std::ranges::find_if_not(tensors, all_finite, &NamedTensor::values);
  if (bad != tensors.end()) {
    throw NumericError(fmt::format("cannot write {}: {}", name, not_finite(bad->name)));
  }
}

void check_numbers(const Model& model, const std::string& name) {
  expect_finite(model_tensors(model), name);
  if (const auto bad = find_negative_variance(model)) {
    throw NumericError(fmt::format("cannot write {}: {}", name, negative_variance(*bad)));
  }
}

Safetensors parse_file(std::span<const std::uint8_t> bytes, const char* kind, const std::string& name) {
  Safetensors file = parse_safetensors(bytes, name);
  const auto version = file.metadata.find(kVersionKey);
  if (version == file.metadata.end())
    fail_format(name, fmt::format("it is no digitnet {} (it has no {})", kind, kVersionKey));
  if (version->second != kVersion) {
    fail_format(name,
                fmt::format("this file is of version {}; this program reads version {}", version->second, kVersion));
  }
  verify_checksum(bytes, name);
  const std::string& found = metadata_of(file, kKindKey, name);
  if (found != kind) fail_format(name, fmt::format("expected a {}, found a {}", kind, found));
  return file;
}

const std::string& metadata_of(const Safetensors& file, const char* key, const std::string& name) {
  const auto found = file.metadata.find(key);
  if (found == file.metadata.end()) fail_format(name, fmt::format("its metadata has no {}", key));
  return found->second;
}

void read_values(const SafetensorsEntry& entry, std::span<float> values, const std::string& name) {
  if (!values.empty()) std::memcpy(values.data(), entry.bytes.data(), values.size_bytes());
  if (!all_finite(values)) fail_format(name, not_finite(entry.name));
}

Model read_model(const Safetensors& file, const std::string& name) {
  Architecture architecture = parse_architecture(metadata_of(file, kArchitectureKey, name), name);
  try {
    check_tensors(file, architecture, name);
    Model model = Model::of_zeros(architecture.input, std::move(architecture.layers));
    for (const ParameterInfo& info : model.parameter_infos()) {
      read_values(entry_of(file, info.name, info.shape, name), model.values(info), name);
    }
    if (const auto bad = find_negative_variance(model)) fail_format(name, negative_variance(*bad));
    return model;
  } catch (const ShapeError& error) {
    fail_format(name, error.what());
  } catch (const ArgumentError& error) {
    fail_format(name, error.what());
  }
}

}  // namespace digitnet
