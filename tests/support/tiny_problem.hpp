#pragma once

// A small problem that a network learns in seconds: noisy bars, whose place is their class.

#include <cstdint>
#include <vector>

#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "tensor/random.hpp"

namespace digitnet::test {

inline Dataset tiny_dataset(std::size_t images, std::uint64_t seed = 1) {
  constexpr int size = 10;
  constexpr int classes = 4;
  std::vector<std::uint8_t> pixels(images * size * size);
  std::vector<int> labels(images);
  for (std::size_t n = 0; n < images; ++n) {
    labels[n] = static_cast<int>(derive_key(seed, n) % classes);
    for (int i = 0; i < size * size; ++i) {
      const bool bar = i % size / 2 == labels[n];
      const double noise = random_unit(derive_key(seed, n), static_cast<std::uint64_t>(i)) * 128;
      pixels[n * size * size + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(noise + (bar ? 127 : 0));
    }
  }
  return {{size, size, 1}, std::move(pixels), std::move(labels), classes};
}

/// Every kind of layer, the ones between dense ones included.
inline Model tiny_model(std::uint64_t seed = 1) {
  return {{10, 10, 1},
          {Conv{.filters = 5}, Relu{}, Conv{.filters = 6, .padding = Padding::same}, BatchNorm{}, Relu{}, MaxPool{},
           Dropout{0.1f}, Dense{12}, Relu{}, Dropout{0.2f}, Dense{4}, Softmax{}},
          seed};
}

/// Wide enough for Winograd's algorithm, and for a shard of kWideBatch images to be taken in more than one chunk.
inline constexpr int kWideBatch = 512;
inline Model wide_model(std::uint64_t seed = 1) {
  return {{10, 10, 1},
          {Conv{.filters = 32, .padding = Padding::same}, Relu{}, Conv{.filters = 32, .padding = Padding::same}, Relu{},
           MaxPool{}, Dropout{0.1f}, Dense{16}, Relu{}, Dense{4}, Softmax{}},
          seed};
}

}  // namespace digitnet::test
