#include "data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <numeric>
#include <random>

#include "data_folders.hpp"
#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "digitnet/mnist.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

const Shape kDigitShape{28, 28, 1};

bool holds_idx_files(const fs::path& folder) {
  for (const char* name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"}) {
    std::error_code ignored;
    if (fs::exists(folder / name, ignored) || fs::exists(folder / (std::string(name) + ".gz"), ignored)) {
      return true;
    }
  }
  return false;
}

Dataset reorder(const Dataset& data, const std::vector<std::size_t>& order) {
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  pixels.reserve(data.size() * data.image_shape().size());
  labels.reserve(data.size());
  for (const std::size_t i : order) {
    const auto image = data.image(i);
    pixels.insert(pixels.end(), image.begin(), image.end());
    labels.push_back(data.label(i));
  }
  return {data.image_shape(), std::move(pixels), std::move(labels), data.classes()};
}

// Fisher and Yates with our own draw: std::shuffle may differ from one standard library to the next.
std::vector<std::size_t> fixed_shuffle(std::size_t size) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937_64 random(20231123);
  for (std::size_t left = size; left > 1; --left) {
    std::swap(order[left - 1], order[random() % left]);
  }
  return order;
}

Image grey_image(const Dataset& data, std::size_t i) {
  const Shape& shape = data.image_shape();
  const auto channels = static_cast<std::size_t>(shape[2]);
  Image image{shape[1], shape[0], {}};
  const auto bytes = data.image(i);
  for (std::size_t pixel = 0; pixel < bytes.size(); pixel += channels) {
    // ITU-R BT.601, as decoding a picture does.
    const double grey =
        channels < 3 ? bytes[pixel] : 0.299 * bytes[pixel] + 0.587 * bytes[pixel + 1] + 0.114 * bytes[pixel + 2];
    image.pixels.push_back(static_cast<std::uint8_t>(grey + 0.5));
  }
  return image;
}

}  // namespace

fs::path find_data_folder(const std::string& name) {
  const bool known = is_known_data_set(name);
  const fs::path folder = known ? data_home() / name : fs::path(name);
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (!fs::exists(status)) {
    throw FileError(known ? fmt::format("{0}: not in {1}; 'digitnet fetch {0}' gets it", name, folder.string())
                          : fmt::format("{}: no such folder; --data takes mnist, fashion-mnist or a folder", name));
  }
  if (!fs::is_directory(status)) {
    throw FileError(name +
                    ": not a folder; --data takes mnist, fashion-mnist, a folder with IDX files, or one of "
                    "pictures by class");
  }
  return folder;
}

SourceData load_data(const std::string& name, Part part) {
  const fs::path folder = find_data_folder(name);
  if (is_known_data_set(name) || holds_idx_files(folder)) {
    return {part == Part::train ? load_mnist_train(folder) : load_mnist_test(folder), {}};
  }
  PictureFolder pictures = load_picture_folder(folder);
  return {reorder(pictures.data, fixed_shuffle(pictures.data.size())), std::move(pictures.skipped)};
}

FittedData fit_to_input(Dataset data, const Shape& input) {
  if (data.image_shape() == input || data.empty()) {
    return {std::move(data), 0};
  }
  if (input != kDigitShape || data.image_shape().rank() != 3) {
    throw ShapeError(fmt::format("data: images of {}, expected {} as the model takes them",
                                 data.image_shape().to_string(), input.to_string()));
  }
  const std::size_t digit_bytes = kDigitShape.size();
  std::vector<std::uint8_t> pixels(data.size() * digit_bytes);
  std::size_t blank = 0;
#pragma omp parallel for schedule(dynamic, 64) reduction(+ : blank)
  for (std::size_t i = 0; i < data.size(); ++i) {
    try {
      const NormalizedDigit digit = normalize_digit(grey_image(data, i));
      std::copy(digit.image.pixels.begin(), digit.image.pixels.end(),
                pixels.begin() + static_cast<std::ptrdiff_t>(i * digit_bytes));
    } catch (const std::exception&) {
      ++blank;
    }
  }
  const auto labels = data.labels();
  return {Dataset(kDigitShape, std::move(pixels), {labels.begin(), labels.end()}, data.classes()), blank};
}

}  // namespace digitnet::cli
