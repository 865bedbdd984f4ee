#include "golden/golden_file.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "digitnet/error.hpp"
#include "formats/file.hpp"

namespace digitnet::test {

namespace {

constexpr std::uint64_t kLargestFile_bytes = 1 << 20;

}  // namespace

GoldenFile::GoldenFile(const std::string& name)
    : bytes_(read_file(std::string(DIGITNET_GOLDEN_DIR) + "/" + name, kLargestFile_bytes)),
      content_(parse_safetensors(bytes_, name)) {}

Tensor GoldenFile::tensor(const std::string& name) const {
  const SafetensorsEntry* entry = content_.find(name);
  if (entry == nullptr) throw FormatError("the golden file has no tensor " + name);
  Tensor tensor(entry->shape);
  std::memcpy(tensor.data(), entry->bytes.data(), entry->bytes.size());
  return tensor;
}

std::vector<int> GoldenFile::integers(const std::string& name) const {
  const Tensor values = tensor(name);
  std::vector<int> integers(values.size());
  std::ranges::transform(values.span(), integers.begin(), [](float value) { return static_cast<int>(value); });
  return integers;
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    if (!(difference <= largest))
      largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
  }
  return largest;
}

}  // namespace digitnet::test
