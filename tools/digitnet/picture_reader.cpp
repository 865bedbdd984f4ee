#include "picture_reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>

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

ReadPicture read_picture(const ListedPicture& picture) {
  if (!picture.error.empty()) {
    return {{}, picture.error};
  }
  // Nothing may leave the parallel loop that calls this.
  try {
    const Image image =
        picture.name == kStandardInput ? decode_image(read_standard_input(), "-") : load_image(picture.name);
    return {normalize_digit(image, picture.name), ""};
  } catch (const std::bad_alloc&) {
    return {{}, picture.name + ": out of memory"};
  } catch (const std::exception& error) {
    return {{}, error.what()};
  }
}

}  // namespace

std::vector<ReadPicture> read_pictures(std::span<const ListedPicture> pictures) {
  std::vector<ReadPicture> read(pictures.size());
#pragma omp parallel for schedule(dynamic) if (pictures.size() > 1)
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    read[i] = read_picture(pictures[i]);
  }
  return read;
}

}  // namespace digitnet::cli
