#include "picture_source.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "digitnet/error.hpp"

namespace digitnet::cli {
namespace {

constexpr std::size_t kMostInput_bytes = std::size_t{256} << 20;

std::vector<std::uint8_t> read_standard_input() {
  std::vector<std::uint8_t> bytes;
  std::array<std::uint8_t, 65536> block;
  for (;;) {
    const ssize_t got = read(STDIN_FILENO, block.data(), block.size());
    if (got == 0) {
      return bytes;
    }
    if (got < 0 && errno != EINTR) {
      throw FileError(std::string("-: standard input cannot be read: ") + std::strerror(errno));
    }
    bytes.insert(bytes.end(), block.begin(), block.begin() + std::max<ssize_t>(got, 0));
    if (bytes.size() > kMostInput_bytes) {
      throw FormatError("-: more than 256 MiB on standard input, expected one picture");
    }
  }
}

}  // namespace

Image load_picture(const std::string& name) {
  return name == kStandardInput ? decode_image(read_standard_input(), name) : load_image(name);
}

}  // namespace digitnet::cli
