#pragma once

#include <filesystem>

#include "digitnet/dataset.hpp"

namespace digitnet {

/// The two parts of a data set as its makers divided it.
struct Mnist {
  Dataset train;
  Dataset test;
};

/// Loads the four files of MNIST, or of a set laid out like it (Fashion-MNIST), from a folder:
/// `train-images-idx3-ubyte`, `train-labels-idx1-ubyte`, `t10k-images-idx3-ubyte`, `t10k-labels-idx1-ubyte`, each
/// plain or with `.gz` behind its name.
///
/// Throws FileError naming the missing file, else as load_idx_dataset.
[[nodiscard]] Mnist load_mnist(const std::filesystem::path& directory);

/// One part of it only.
[[nodiscard]] Dataset load_mnist_train(const std::filesystem::path& directory);
[[nodiscard]] Dataset load_mnist_test(const std::filesystem::path& directory);

}  // namespace digitnet
