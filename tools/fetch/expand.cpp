#include "expand.hpp"

#include <zlib.h>

#include <new>

#include "digitnet/error.hpp"

namespace digitnet::fetch {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;

struct Inflater {
  z_stream stream{};
  Inflater() {
    if (inflateInit2(&stream, kGzipOnly) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Inflater() { inflateEnd(&stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

}  // namespace

std::vector<std::uint8_t> expand(std::vector<std::uint8_t> bytes, std::size_t limit_bytes, const std::string& name) {
  if (bytes.size() < 2 || bytes[0] != 0x1f || bytes[1] != 0x8b) {
    return bytes;
  }
  // One byte more than allowed, so that too much is told from enough.
  std::vector<std::uint8_t> expanded(limit_bytes + 1);
  Inflater inflater;
  inflater.stream.next_in = bytes.data();
  inflater.stream.avail_in = static_cast<uInt>(bytes.size());
  inflater.stream.next_out = expanded.data();
  inflater.stream.avail_out = static_cast<uInt>(expanded.size());
  const int result = inflate(&inflater.stream, Z_FINISH);
  if (inflater.stream.avail_out == 0) {
    throw FormatError(name + ": unpacks to more bytes than the file has");
  }
  if (result != Z_STREAM_END) {
    throw FormatError(name + (inflater.stream.avail_in == 0 ? ": the gzip data is cut off" : ": broken gzip data"));
  }
  expanded.resize(expanded.size() - inflater.stream.avail_out);
  return expanded;
}

}  // namespace digitnet::fetch
