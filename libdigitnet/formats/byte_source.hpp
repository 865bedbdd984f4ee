#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace digitnet {

/// Where the bytes of a file come from: a plain file, or one that is unpacked on the way.
class ByteSource {
 public:
  ByteSource() = default;
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ByteSource(ByteSource&&) = delete;
  ByteSource& operator=(ByteSource&&) = delete;

  /// Fills `out` and returns how many bytes there were for it.
  virtual std::size_t read(std::span<std::uint8_t> out) = 0;
  /// The most bytes that can still come.
  [[nodiscard]] virtual std::size_t most_remaining() const = 0;
};

}  // namespace digitnet
