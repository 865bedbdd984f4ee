#include "digits_folder.hpp"

#include <filesystem>

#include "digitnet/idx.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr int kSide_px = 28;

IdxArray images_of(const std::vector<TrainingSample>& digits) {
  IdxArray images{{static_cast<int>(digits.size()), kSide_px, kSide_px}, {}};
  for (const TrainingSample& digit : digits) {
    images.values.insert(images.values.end(), digit.seen.pixels.begin(), digit.seen.pixels.end());
  }
  return images;
}

IdxArray labels_of(const std::vector<TrainingSample>& digits) {
  IdxArray labels{{static_cast<int>(digits.size())}, {}};
  for (const TrainingSample& digit : digits) labels.values.push_back(static_cast<std::uint8_t>(digit.label));
  return labels;
}

}  // namespace

DigitFiles digit_files(const std::vector<TrainingSample>& digits) {
  return {idx_bytes(images_of(digits)), idx_bytes(labels_of(digits))};
}

void write_digits(const std::vector<TrainingSample>& digits, const std::string& folder) {
  const IdxArray images = images_of(digits);
  const IdxArray labels = labels_of(digits);
  for (const char* part : {"train", "t10k"}) {
    save_idx(images, fs::path(folder) / (std::string(part) + "-images-idx3-ubyte"));
    save_idx(labels, fs::path(folder) / (std::string(part) + "-labels-idx1-ubyte"));
  }
}

}  // namespace digitnet::serve
