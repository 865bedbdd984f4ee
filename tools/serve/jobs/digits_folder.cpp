#include "digits_folder.hpp"

#include <filesystem>
#include <initializer_list>
#include <span>

#include "formats/file.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr int kSide_px = 28;
constexpr std::uint8_t kUnsignedBytes = 0x08;

std::vector<std::uint8_t> idx_head(std::initializer_list<std::size_t> extents) {
  std::vector<std::uint8_t> head{0, 0, kUnsignedBytes, static_cast<std::uint8_t>(extents.size())};
  for (const std::size_t extent : extents) {
    for (int shift = 24; shift >= 0; shift -= 8) head.push_back(static_cast<std::uint8_t>(extent >> shift));
  }
  return head;
}

void write_bytes(const fs::path& path, std::span<const std::uint8_t> bytes) {
  write_file(path, std::span(&bytes, 1));
}

}  // namespace

DigitFiles digit_files(const std::vector<TrainingSample>& digits) {
  DigitFiles files{idx_head({digits.size(), kSide_px, kSide_px}), idx_head({digits.size()})};
  for (const TrainingSample& digit : digits) {
    files.images.insert(files.images.end(), digit.seen.pixels.begin(), digit.seen.pixels.end());
    files.labels.push_back(static_cast<std::uint8_t>(digit.label));
  }
  return files;
}

void write_digits(const std::vector<TrainingSample>& digits, const std::string& folder) {
  const DigitFiles files = digit_files(digits);
  for (const char* part : {"train", "t10k"}) {
    write_bytes(fs::path(folder) / (std::string(part) + "-images-idx3-ubyte"), files.images);
    write_bytes(fs::path(folder) / (std::string(part) + "-labels-idx1-ubyte"), files.labels);
  }
}

}  // namespace digitnet::serve
