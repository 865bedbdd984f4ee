#include "digitnet/tensor.hpp"

#include <fmt/format.h>
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include <algorithm>
#include <new>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet {

namespace {

constexpr std::size_t kSlack = Storage::kAlignment_bytes / sizeof(float);
constexpr std::size_t kHugePage_bytes = std::size_t{2} << 20;

/// What is as large as a huge page lies in such, if the system has them: fewer faults at the start, and fewer misses of
/// the translation cache when weights are streamed through.
std::size_t alignment_of(std::size_t bytes) {
  return bytes >= kHugePage_bytes ? kHugePage_bytes : Storage::kAlignment_bytes;
}

float* allocate(std::size_t bytes) {
  void* memory = ::operator new(bytes, std::align_val_t(alignment_of(bytes)));
#ifdef MADV_HUGEPAGE
  if (bytes >= kHugePage_bytes) madvise(memory, bytes, MADV_HUGEPAGE);  // advice: it does not matter if it is not taken
#endif
  return static_cast<float*>(memory);
}

}  // namespace

void Storage::Free::operator()(float* data) const noexcept {
  ::operator delete(data, std::align_val_t(alignment_bytes));
}

Storage::Storage(std::size_t size)
    : data_(allocate((size + kSlack) * sizeof(float)), Free{alignment_of((size + kSlack) * sizeof(float))}),
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
