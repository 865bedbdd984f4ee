#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "digitnet/tensor.hpp"
#include "formats/safetensors.hpp"

namespace digitnet::test {

/// Numbers that PyTorch computed: one of the files that export.py wrote.
class GoldenFile {
 public:
  /// Reads `name` from the folder of this source. Throws as parse_safetensors does.
  explicit GoldenFile(const std::string& name);
  GoldenFile(const GoldenFile&) = delete;
  GoldenFile& operator=(const GoldenFile&) = delete;

  /// Throws FormatError when there is no tensor of that name.
  [[nodiscard]] Tensor tensor(const std::string& name) const;
  /// A tensor of whole numbers.
  [[nodiscard]] std::vector<int> integers(const std::string& name) const;

 private:
  std::vector<std::uint8_t> bytes_;
  Safetensors content_;
};

/// The largest difference between two values at the same place; infinite when the sizes differ or one is NaN.
[[nodiscard]] double largest_difference(std::span<const float> a, std::span<const float> b);

}  // namespace digitnet::test
