#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace digitnet {

/// Reads untrusted bytes from front to back; what would lie behind their end is nothing instead of a crash.
class ByteCursor {
 public:
  enum class Order : std::uint8_t { big_endian, little_endian };

  explicit ByteCursor(std::span<const std::uint8_t> bytes, Order order = Order::big_endian)
      : bytes_(bytes), order_(order) {}

  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - position_; }
  [[nodiscard]] bool at_end() const { return remaining() == 0; }

  /// Moves to `position`; false, without moving, when that is behind the end.
  bool seek(std::size_t position) {
    if (position > bytes_.size()) return false;
    position_ = position;
    return true;
  }
  bool skip(std::size_t count) { return count <= remaining() && seek(position_ + count); }

  /// The next `count` bytes.
  std::optional<std::span<const std::uint8_t>> take(std::size_t count) {
    if (count > remaining()) return std::nullopt;
    position_ += count;
    return bytes_.subspan(position_ - count, count);
  }
  std::optional<std::uint8_t> u8() { return narrow<std::uint8_t>(1); }
  std::optional<std::uint16_t> u16() { return narrow<std::uint16_t>(2); }
  std::optional<std::uint32_t> u32() { return narrow<std::uint32_t>(4); }
  std::optional<std::uint64_t> u64() { return number(8); }

 private:
  std::optional<std::uint64_t> number(std::size_t width) {
    const auto bytes = take(width);
    if (!bytes) return std::nullopt;
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t k = order_ == Order::big_endian ? i : width - 1 - i;
      value = (value << 8) | (*bytes)[k];
    }
    return value;
  }
  template <typename T>
  std::optional<T> narrow(std::size_t width) {
    const auto value = number(width);
    return value ? std::optional<T>(static_cast<T>(*value)) : std::nullopt;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
  Order order_;
};

}  // namespace digitnet
