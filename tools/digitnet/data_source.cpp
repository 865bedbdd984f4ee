#include "data_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>

#include "data_folders.hpp"
#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "digitnet/mnist.hpp"
#include "output_path.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

const Shape kDigitShape{28, 28, 1};
constexpr std::size_t kMostNamed = 10;

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

// Each image as MNIST would have it; nothing where there is no ink.
std::vector<std::optional<Image>> normalize_all(const Dataset& data) {
  std::vector<std::optional<Image>> digits(data.size());
  std::exception_ptr failure;
#pragma omp parallel for schedule(dynamic, 64)
  for (std::size_t i = 0; i < data.size(); ++i) {
    try {
      digits[i] = normalize_digit(grey_image(data, i)).image;
    } catch (const FormatError&) {
      // No ink: the one thing that can be wrong with pixels.
    } catch (...) {
#pragma omp critical
      failure = std::current_exception();
    }
  }
  if (failure) {
    std::rethrow_exception(failure);
  }
  return digits;
}

// Whether most pixels at the edges of the images are black: such a set is as MNIST (or Fashion-MNIST) is.
bool has_black_ground(const Dataset& data) {
  constexpr std::uint8_t kDarkest = 48;
  const int height = data.image_shape()[0];
  const int width = data.image_shape()[1];
  std::size_t black = 0;
  std::size_t edge = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const auto image = data.image(i);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; x += y == 0 || y == height - 1 ? 1 : width - 1) {
        ++edge;
        if (image[static_cast<std::size_t>(y * width + x)] < kDarkest) ++black;
      }
    }
  }
  return 2 * black > edge;
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

void check_outside_data(const std::string& option, const std::string& output, const std::string& data) {
  if (output.empty()) {
    return;
  }
  const fs::path folder = find_data_folder(data);
  bool inside = false;
  for (const char* name :
       {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    const std::string file = (folder / name).string();
    inside = inside || same_file(output, file) || same_file(output, file + ".gz");
  }
  std::error_code ignored;
  if (fs::exists(output, ignored)) {
    const std::string home = fs::weakly_canonical(output, ignored).parent_path().string();
    for (int label = 0; label < 10; ++label) {
      inside = inside || same_file(home, (folder / std::to_string(label)).string());
    }
  }
  if (inside) {
    throw ArgumentError(
        fmt::format("{} and --data: {} is a file of the data, which would be overwritten", option, output));
  }
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
  const bool fits = data.image_shape() == input;
  if (data.empty() || (fits && (input != kDigitShape || has_black_ground(data)))) {
    return {std::move(data), 0};
  }
  if (input != kDigitShape || data.image_shape().rank() != 3) {
    throw ShapeError(fmt::format("data: images of {}, expected {} as the model takes them",
                                 data.image_shape().to_string(), input.to_string()));
  }
  const auto digits = normalize_all(data);
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  pixels.reserve(data.size() * kDigitShape.size());
  labels.reserve(data.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (digits[i]) {
      pixels.insert(pixels.end(), digits[i]->pixels.begin(), digits[i]->pixels.end());
      labels.push_back(data.label(i));
    }
  }
  if (labels.empty()) {
    throw FormatError(fmt::format("data: none of the {} images holds ink", data.size()));
  }
  const std::size_t blank = data.size() - labels.size();
  return {Dataset(kDigitShape, std::move(pixels), std::move(labels), data.classes()), blank};
}

void report_left_out(const std::vector<SkippedPicture>& skipped) {
  const std::size_t shown = std::min(skipped.size(), kMostNamed);
  for (const auto& [path, reason] : std::span(skipped).first(shown)) {
    const bool named = reason.find(path.string()) != std::string::npos;
    report_error((named ? reason : path.string() + ": " + reason) + " (left out)");
  }
  if (skipped.size() > shown) {
    report_error(fmt::format("... and {} more (left out)", skipped.size() - shown));
  }
}

void report_left_out(const FittedData& fitted) {
  if (fitted.blank > 0) {
    report_error(
        fmt::format("{} of {} images hold no ink (left out)", fitted.blank, fitted.blank + fitted.data.size()));
  }
}

}  // namespace digitnet::cli
