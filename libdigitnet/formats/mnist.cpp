#include "digitnet/mnist.hpp"

#include <fmt/format.h>

#include <string>

#include "digitnet/error.hpp"
#include "digitnet/idx.hpp"

namespace digitnet {
namespace {

namespace fs = std::filesystem;

fs::path find_plain_or_packed(const fs::path& directory, const std::string& name) {
  for (const char* ending : {"", ".gz"}) {
    fs::path path = directory / (name + ending);
    std::error_code error;
    if (fs::exists(path, error)) return path;
  }
  throw FileError(fmt::format("cannot find {} (or the same with .gz)", (directory / name).string()));
}

Dataset load_part(const fs::path& directory, const std::string& part) {
  const fs::path images = find_plain_or_packed(directory, part + "-images-idx3-ubyte");
  return load_idx_dataset(images, find_plain_or_packed(directory, part + "-labels-idx1-ubyte"));
}

}  // namespace

Dataset load_mnist_train(const fs::path& directory) {
  return load_part(directory, "train");
}

Dataset load_mnist_test(const fs::path& directory) {
  return load_part(directory, "t10k");
}

Mnist load_mnist(const fs::path& directory) {
  return {load_mnist_train(directory), load_mnist_test(directory)};
}

}  // namespace digitnet
