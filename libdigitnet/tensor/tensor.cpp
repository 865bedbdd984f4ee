#include "digitnet/tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet {

namespace {
constexpr std::size_t kSlack = Storage::kAlignment_bytes / sizeof(float);
}

void Storage::Free::operator()(float* data) const noexcept {
  ::operator delete(data, std::align_val_t(kAlignment_bytes));
}

Storage::Storage(std::size_t size)
    : data_(static_cast<float*>(::operator new((size + kSlack) * sizeof(float), std::align_val_t(kAlignment_bytes)))),
      size_(size) {
  std::fill_n(data_.get(), size + kSlack, 0.0f);
}

Storage::Storage(const Storage& other) : Storage(other.size_) {
  std::copy_n(other.data(), size_, data());
}

Storage& Storage::operator=(const Storage& other) {
  if (this != &other) *this = Storage(other);
  return *this;
}

Storage::Storage(Storage&& other) noexcept : data_(std::move(other.data_)), size_(std::exchange(other.size_, 0)) {}

Storage& Storage::operator=(Storage&& other) noexcept {
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

Tensor::Tensor(const Shape& shape, std::span<const float> values) : Tensor(shape) {
  if (values.size() != shape.size())
    throw ShapeError(
        fmt::format("a tensor of shape {} takes {} values, not {}", shape.to_string(), shape.size(), values.size()));
  std::copy(values.begin(), values.end(), data());
}

}  // namespace digitnet
