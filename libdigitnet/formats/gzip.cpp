#include "formats/gzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "image/fail_format.hpp"

namespace digitnet {
namespace {

/// Added to zlib's window bits: gzip, and neither zlib's own format nor a guess.
constexpr int kGzipOnly = 16;

}  // namespace

bool is_gzip(std::span<const std::uint8_t> bytes) {
  return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

GzipSource::GzipSource(std::span<const std::uint8_t> bytes, const std::string& name) : bytes_(bytes), name_(name) {
  if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
}

GzipSource::~GzipSource() {
  inflateEnd(&stream_);
}

std::size_t GzipSource::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size() && !ended_) done += inflate_once(out.subspan(done));
  return done;
}

std::size_t GzipSource::most_remaining() const {
  constexpr std::size_t kMostRatio = 1032;  // 258 bytes for two bits: what deflate can do at best
  return bytes_.size() * kMostRatio;
}

std::size_t GzipSource::inflate_once(std::span<std::uint8_t> out) {
  constexpr std::size_t kMostAtOnce = std::numeric_limits<uInt>::max();
  stream_.next_in = const_cast<Bytef*>(bytes_.data() + consumed_);  // zlib's interface lacks the const
  stream_.avail_in = static_cast<uInt>(std::min(bytes_.size() - consumed_, kMostAtOnce));
  stream_.next_out = out.data();
  stream_.avail_out = static_cast<uInt>(std::min(out.size(), kMostAtOnce));
  const uInt room = stream_.avail_out;
  const int result = inflate(&stream_, Z_NO_FLUSH);
  consumed_ = static_cast<std::size_t>(stream_.next_in - bytes_.data());
  if (result == Z_STREAM_END) {
    ended_ = true;
    if (consumed_ != bytes_.size()) fail_format(name_, "there are bytes behind the end of its gzip data");
  } else if (result == Z_BUF_ERROR) {
    fail_format(name_, "its gzip data is cut off");
  } else if (result != Z_OK) {
    fail_format(name_,
                fmt::format("its gzip data is damaged ({})", stream_.msg != nullptr ? stream_.msg : "no dictionary"));
  }
  return room - stream_.avail_out;
}

std::vector<std::uint8_t> pack_gzip(std::span<const std::uint8_t> bytes) {
  constexpr int kMemory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzipOnly, kMemory, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
  std::vector<std::uint8_t> out(deflateBound(&stream, bytes.size()));
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);  // cannot fail: deflateBound made the room
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace digitnet
