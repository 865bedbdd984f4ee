#include "gzip.hpp"

#include <zlib.h>

#include <new>

namespace digitnet::serve {

std::string gzip(std::string_view bytes) {
  constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for gzip's head and checksum
  constexpr int kMemoryLevel = 8;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string packed(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);  // there is room for all of it: deflateBound
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace digitnet::serve
