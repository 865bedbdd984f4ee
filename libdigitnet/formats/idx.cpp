// IDX, the format of MNIST's files (docs/formats/idx.md): 0, 0, the type 8 (unsigned byte), the number of dimensions,
// each extent as a big-endian 32-bit number, then the values. The extents promise a size, and it is compared with the
// bytes that are there before anything is allocated; a gzip file is unpacked to exactly that size and no further.
#include "digitnet/idx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/gzip.hpp"
#include "image/byte_cursor.hpp"
#include "image/fail_format.hpp"

namespace digitnet {
namespace {

constexpr std::size_t kMostValues = std::numeric_limits<std::int32_t>::max();
constexpr std::size_t kMostDimensions = 4;
constexpr std::uint8_t kUnsignedByte = 0x08;

/// As people write extents: `60000x28x28`.
std::string to_string(std::span<const int> extents) {
  std::string text;
  for (const int extent : extents) {
    if (!text.empty()) text += 'x';
    text += std::to_string(extent);
  }
  return text;
}

/// The bytes as they are.
class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(std::span<const std::uint8_t> bytes) : cursor_(bytes) {}
  std::size_t read(std::span<std::uint8_t> out) override {
    const std::size_t count = std::min(out.size(), cursor_.remaining());
    std::ranges::copy(*cursor_.take(count), out.begin());
    return count;
  }
  [[nodiscard]] std::size_t most_remaining() const override { return cursor_.remaining(); }

 private:
  ByteCursor cursor_;
};

std::size_t read_dimensions(ByteSource& source, const std::string& name) {
  std::array<std::uint8_t, 4> magic{};
  const std::size_t size = source.read(magic);
  if (size < magic.size()) fail_format(name, fmt::format("expected an IDX file, found only {} bytes", size));
  if (magic[0] != 0 || magic[1] != 0) {
    fail_format(name, fmt::format("expected an IDX file, which starts with the bytes 00 00, found {:02x} {:02x}",
                                  magic[0], magic[1]));
  }
  if (magic[2] != kUnsignedByte) {
    fail_format(name, fmt::format("expected IDX values of type 08 (unsigned byte), found type {:02x}", magic[2]));
  }
  if (magic[3] < 1 || magic[3] > kMostDimensions) {
    fail_format(name, fmt::format("expected an IDX array of 1 to {} dimensions, found {}", kMostDimensions, magic[3]));
  }
  return magic[3];
}

std::vector<int> read_extents(ByteSource& source, std::size_t dimensions, const std::string& name) {
  std::array<std::uint8_t, 4 * kMostDimensions> bytes{};
  const auto header = std::span(bytes).first(4 * dimensions);
  if (source.read(header) < header.size()) fail_format(name, "it is cut off within its extents");
  ByteCursor cursor(header);
  std::vector<int> extents;
  std::size_t size = 1;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const std::uint32_t extent = *cursor.u32();
    if (extent == 0) fail_format(name, fmt::format("its extent {} is 0", i));
    if (extent > kMostValues / size)
      fail_format(name, fmt::format("its extents promise more than {} values", kMostValues));
    size *= extent;
    extents.push_back(static_cast<int>(extent));
  }
  return extents;
}

std::size_t value_count(std::span<const int> extents) {
  std::size_t count = 1;
  for (const int extent : extents) count *= static_cast<std::size_t>(extent);
  return count;
}

IdxArray read_array(ByteSource& source, const std::string& name) {
  IdxArray array;
  array.extents = read_extents(source, read_dimensions(source, name), name);
  const std::size_t count = value_count(array.extents);
  const auto cut_off = [&](std::size_t found) {
    fail_format(name,
                fmt::format("its extents {} promise {} values, found {}", to_string(array.extents), count, found));
  };
  if (count > source.most_remaining()) cut_off(source.most_remaining());
  array.values.resize(count);
  const std::size_t found = source.read(array.values);
  if (found != count) cut_off(found);
  // This read also makes zlib compare its checksum.
  std::uint8_t more = 0;
  if (source.read({&more, 1}) != 0) {
    fail_format(name, fmt::format("there are more bytes than the {} values of its extents", count));
  }
  return array;
}

std::vector<std::uint8_t> header_of(const IdxArray& array) {
  std::vector<std::uint8_t> header{0, 0, kUnsignedByte, static_cast<std::uint8_t>(array.extents.size())};
  for (const int extent : array.extents) {
    for (const int shift : {24, 16, 8, 0}) header.push_back(static_cast<std::uint8_t>(extent >> shift));
  }
  return header;
}

void check_sane(const IdxArray& array) {
  const bool sane = !array.extents.empty() && array.extents.size() <= kMostDimensions &&
                    std::ranges::all_of(array.extents, [](int extent) { return extent > 0; });
  if (!sane || value_count(array.extents) != array.values.size() || array.values.size() > kMostValues) {
    throw ArgumentError(
        fmt::format("an IDX array of {} cannot hold {} values", to_string(array.extents), array.values.size()));
  }
}

[[noreturn]] void fail_extents(const std::filesystem::path& path, const char* expected, const IdxArray& found) {
  fail_format(path.string(), fmt::format("expected {}, found an array of {}", expected, to_string(found.extents)));
}

}  // namespace

IdxArray parse_idx(std::span<const std::uint8_t> bytes, const std::string& name) {
  if (is_gzip(bytes)) {
    GzipSource source(bytes, name);
    return read_array(source, name);
  }
  PlainSource source(bytes);
  return read_array(source, name);
}

IdxArray load_idx(const std::filesystem::path& path) {
  return parse_idx(read_file(path, kMostValues + std::size_t{1024}), path.string());
}

std::vector<std::uint8_t> idx_bytes(const IdxArray& array) {
  check_sane(array);
  std::vector<std::uint8_t> bytes = header_of(array);
  bytes.insert(bytes.end(), array.values.begin(), array.values.end());
  return bytes;
}

void save_idx(const IdxArray& array, const std::filesystem::path& path) {
  if (path.extension() != ".gz") {
    check_sane(array);
    const std::vector<std::uint8_t> header = header_of(array);
    const std::array<std::span<const std::uint8_t>, 2> parts{header, array.values};
    return write_file(path, parts);
  }
  const std::vector<std::uint8_t> packed = pack_gzip(idx_bytes(array));
  const std::array<std::span<const std::uint8_t>, 1> parts{packed};
  write_file(path, parts);
}

Dataset load_idx_dataset(const std::filesystem::path& images, const std::filesystem::path& labels) {
  IdxArray pixels = load_idx(images);
  if (pixels.extents.size() < 3) fail_extents(images, "images [N,H,W] or [N,H,W,C]", pixels);
  const IdxArray classes = load_idx(labels);
  if (classes.extents.size() != 1) fail_extents(labels, "labels [N]", classes);
  if (classes.extents[0] != pixels.extents[0]) {
    fail_format(labels.string(), fmt::format("expected a label for each of the {} images of {}, found {}",
                                             pixels.extents[0], images.string(), classes.extents[0]));
  }
  const int channels = pixels.extents.size() == 4 ? pixels.extents[3] : 1;
  const int largest = *std::ranges::max_element(classes.values);
  return {Shape{pixels.extents[1], pixels.extents[2], channels}, std::move(pixels.values),
          std::vector<int>(classes.values.begin(), classes.values.end()), std::max(10, largest + 1)};
}

}  // namespace digitnet
