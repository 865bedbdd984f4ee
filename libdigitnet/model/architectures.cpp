#include "digitnet/architectures.hpp"

#include <array>

namespace digitnet {

namespace {

/// The shape that the specification's three networks share.
std::vector<Layer> two_convolutions(int filters1, int filters2, int units) {
  return {Conv{.filters = filters1},
          Relu{},
          Conv{.filters = filters2},
          Relu{},
          MaxPool{},
          Dropout{0.25f},
          Dense{units},
          Relu{},
          Dropout{0.5f},
          Dense{10},
          Softmax{}};
}

/// Convolutions normalised before their ReLU, two pools, and a small dense head.
std::vector<Layer> normalized_convolutions() {
  const auto conv = [](int filters, int kernel) {
    return Conv{.filters = filters, .kernel = kernel, .padding = Padding::same, .init = Init::he};
  };
  return {conv(32, 3),    BatchNorm{},    Relu{},      conv(32, 3), BatchNorm{},   Relu{},      MaxPool{},
          Dropout{0.25f}, conv(64, 3),    BatchNorm{}, Relu{},      conv(64, 3),   BatchNorm{}, Relu{},
          MaxPool{},      Dropout{0.25f}, Dense{128},  Relu{},      Dropout{0.5f}, Dense{10},   Softmax{}};
}

/// Six convolutions, the first two without a border so that their tiles come out even, straight into the classes: the
/// ten digits and what is none.
std::vector<Layer> reader(int second_filters, int middle_filters) {
  std::vector<Layer> layers;
  const auto add = [&](int filters, Padding padding) {
    layers.insert(layers.end(), {Conv{.filters = filters, .padding = padding, .init = Init::he}, BatchNorm{}, Relu{}});
  };
  add(32, Padding::valid);
  add(second_filters, Padding::valid);
  layers.emplace_back(MaxPool{});
  add(middle_filters, Padding::same);
  add(middle_filters, Padding::same);
  layers.emplace_back(MaxPool{});
  add(128, Padding::same);
  add(128, Padding::same);
  layers.insert(layers.end(), {Dropout{0.4f}, Dense{11}, Softmax{}});
  return layers;
}

/// A 5x5 stem that is pooled at once, so that no convolution of many channels works at full resolution, then two pairs
/// of convolutions. All filters are multiples of 16, so that the four are computed by Winograd's algorithm.
std::vector<Layer> compact_reader() {
  std::vector<Layer> layers;
  const auto add = [&](int filters, int kernel, Padding padding) {
    layers.insert(layers.end(), {Conv{.filters = filters, .kernel = kernel, .padding = padding, .init = Init::he},
                                 BatchNorm{}, Relu{}});
  };
  add(32, 5, Padding::valid);
  for (const int filters : {64, 96}) {
    layers.emplace_back(MaxPool{});
    add(filters, 3, Padding::same);
    add(filters, 3, Padding::same);
  }
  layers.insert(layers.end(), {Dropout{0.4f}, Dense{11}, Softmax{}});
  return layers;
}

using Builder = std::vector<Layer> (*)();

struct Named {
  std::string_view name;
  Builder layers;
};

constexpr std::array<Named, 7> kArchitectures{{
    {"seed", [] { return two_convolutions(32, 64, 64); }},
    {"report", [] { return two_convolutions(64, 64, 256); }},
    {"notebook", [] { return two_convolutions(32, 64, 256); }},
    {"normalized", normalized_convolutions},
    {"reader", [] { return reader(32, 64); }},
    {"reader-wide", [] { return reader(48, 80); }},
    {"reader-compact", compact_reader},
}};

}  // namespace

std::optional<Architecture> find_architecture(std::string_view name) {
  // What checkpoints were started with while the shipped model was made of it.
  if (name == "default") name = "normalized";
  for (const Named& known : kArchitectures)
    if (known.name == name) return Architecture{{28, 28, 1}, known.layers()};
  return std::nullopt;
}

std::vector<std::string_view> architecture_names() {
  std::vector<std::string_view> names;
  names.reserve(kArchitectures.size());
  for (const Named& known : kArchitectures) names.push_back(known.name);
  return names;
}

}  // namespace digitnet
