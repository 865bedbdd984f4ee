#include "mnist_files.hpp"

#include <filesystem>
#include <system_error>

#include "data_folders.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

bool has_file(const fs::path& folder, const std::string& name) {
  std::error_code ignored;
  return fs::exists(folder / name, ignored) || fs::exists(folder / (name + ".gz"), ignored);
}

bool has_part(const JobOptions& options, const std::string& part) try {
  const fs::path folder =
      cli::is_known_data_set(options.mnist) ? cli::data_home() / options.mnist : fs::path(options.mnist);
  return has_file(folder, part + "-images-idx3-ubyte") && has_file(folder, part + "-labels-idx1-ubyte");
} catch (const FileError&) {
  return false;
}

}  // namespace

bool has_mnist_training_images(const JobOptions& options) {
  return has_part(options, "train");
}

bool has_mnist_test_images(const JobOptions& options) {
  return has_part(options, "t10k");
}

}  // namespace digitnet::serve
