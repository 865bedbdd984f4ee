#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "digitnet/shape.hpp"

namespace digitnet {

/// Floats in one 64-byte aligned block, zero at first; a value: copies are deep.
///
/// The block is readable (and zero) for 64 bytes behind its last element, so that a kernel may load a whole vector
/// at its end.
class Storage {
 public:
  static constexpr std::size_t kAlignment_bytes = 64;

  Storage() = default;
  explicit Storage(std::size_t size);
  Storage(const Storage& other);
  Storage& operator=(const Storage& other);
  Storage(Storage&& other) noexcept;
  Storage& operator=(Storage&& other) noexcept;
  ~Storage() = default;

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }
  [[nodiscard]] std::span<float> span() { return {data(), size_}; }
  [[nodiscard]] std::span<const float> span() const { return {data(), size_}; }

 private:
  struct Free {
    std::size_t alignment_bytes;
    void operator()(float* data) const noexcept;
  };
  std::unique_ptr<float, Free> data_{nullptr, Free{kAlignment_bytes}};
  std::size_t size_ = 0;
};

/// Someone else's floats with a shape, row-major; as cheap to copy as a pointer, valid as long as they are.
struct TensorView {
  const float* data = nullptr;
  Shape shape;

  [[nodiscard]] std::span<const float> span() const { return {data, shape.size()}; }
};

/// A shape and the floats that fill it, row-major; images are `[N,H,W,C]`.
class Tensor {
 public:
  Tensor() = default;
  /// All zero.
  explicit Tensor(const Shape& shape) : shape_(shape), storage_(shape.size()) {}
  /// A copy of `values`. Throws ShapeError when their number is not shape.size().
  Tensor(const Shape& shape, std::span<const float> values);

  [[nodiscard]] const Shape& shape() const { return shape_; }
  [[nodiscard]] std::size_t size() const { return storage_.size(); }
  [[nodiscard]] float* data() { return storage_.data(); }
  [[nodiscard]] const float* data() const { return storage_.data(); }
  [[nodiscard]] std::span<float> span() { return storage_.span(); }
  [[nodiscard]] std::span<const float> span() const { return storage_.span(); }
  [[nodiscard]] TensorView view() const { return {data(), shape_}; }

 private:
  Shape shape_;
  Storage storage_;
};

}  // namespace digitnet
