#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "formats/byte_source.hpp"

namespace digitnet {

/// Whether the bytes start as a gzip file does.
[[nodiscard]] bool is_gzip(std::span<const std::uint8_t> bytes);

/// The bytes of a gzip file of one member, unpacked on the way: only as far as they are read.
///
/// `bytes` and `name`, which stands for them in errors, must live as long. Reading throws FormatError when the data is
/// damaged, cut off or followed by more; the checksum is compared when the end is read.
class GzipSource final : public ByteSource {
 public:
  GzipSource(std::span<const std::uint8_t> bytes, const std::string& name);
  ~GzipSource() override;
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  GzipSource(GzipSource&&) = delete;
  GzipSource& operator=(GzipSource&&) = delete;

  std::size_t read(std::span<std::uint8_t> out) override;
  [[nodiscard]] std::size_t most_remaining() const override;

 private:
  std::size_t inflate_once(std::span<std::uint8_t> out);

  std::span<const std::uint8_t> bytes_;
  const std::string& name_;
  z_stream stream_{};
  std::size_t consumed_ = 0;
  bool ended_ = false;
};

/// One gzip member without time or name, so that the same bytes give the same file. Takes less than 4 GiB.
[[nodiscard]] std::vector<std::uint8_t> pack_gzip(std::span<const std::uint8_t> bytes);

}  // namespace digitnet
