// safetensors: the length of the header as a little-endian 64-bit number, the header in JSON, then the tensors' bytes
// (docs/formats/model.md). Data starts at a multiple of 64 bytes: the header is filled up with spaces.
//
// The checksum is the CRC-32 of the whole file with the eight digits of the checksum itself read as zeros. It stands
// in the metadata, so that the file stays one that every safetensors reader takes.
#include "formats/safetensors.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "formats/strict_json.hpp"
#include "image/byte_cursor.hpp"
#include "image/fail_format.hpp"

static_assert(std::endian::native == std::endian::little, "tensors are written as they lie in memory");

namespace digitnet {
namespace {

constexpr std::size_t kLengthSize = 8;
constexpr std::size_t kLongestHeader = 4 << 20;
constexpr std::size_t kDataAlignment_bytes = 64;
constexpr std::string_view kNoChecksum = "00000000";
constexpr const char* kMetadataKey = "__metadata__";

std::string_view header_of(std::span<const std::uint8_t> bytes, const std::string& name) {
  ByteCursor cursor(bytes, ByteCursor::Order::little_endian);
  const auto length = cursor.u64();
  if (!length) fail_format(name, fmt::format("expected a safetensors file, found only {} bytes", bytes.size()));
  if (*length > kLongestHeader) {
    fail_format(name,
                "expected a safetensors file, found another kind (no sensible header length in its first 8 bytes)");
  }
  const auto header = cursor.take(static_cast<std::size_t>(*length));
  if (!header) fail_format(name, fmt::format("it is cut off: its header of {} bytes is not all there", *length));
  return {reinterpret_cast<const char*>(header->data()), header->size()};
}

std::map<std::string, std::string> read_metadata(const ParsedJson& json, const std::string& name) {
  const ObjectReader object(json, name, kMetadataKey);
  std::map<std::string, std::string> metadata;
  for (const auto& [key, value] : json.items()) {
    if (!value.is_string()) object.fail(key, "a string");
    metadata.emplace(key, value.get<std::string>());
  }
  return metadata;
}

Shape read_shape(ObjectReader& from) {
  const ParsedJson& json = from.member("shape");
  std::vector<int> extents;
  const bool sane =
      json.is_array() && json.size() <= Shape::kMaxRank && std::ranges::all_of(json, [&](const ParsedJson& e) {
        if (!e.is_number_unsigned() || e.get<std::uint64_t>() > 0x7fffffff) return false;
        extents.push_back(e.get<int>());
        return true;
      });
  if (!sane) from.fail("shape", fmt::format("a list of at most {} extents", Shape::kMaxRank));
  try {
    return Shape(std::span<const int>(extents));
  } catch (const ShapeError&) {
    from.fail("shape", "extents of 1 or more with a product below 2^31");
  }
}

/// Begin and end in the data behind the header.
std::pair<std::size_t, std::size_t> read_offsets(ObjectReader& from, std::size_t data_size) {
  const ParsedJson& json = from.member("data_offsets");
  const auto is_offset = [&](const ParsedJson& e) {
    return e.is_number_unsigned() && e.get<std::uint64_t>() <= data_size;
  };
  if (!json.is_array() || json.size() != 2 || !std::ranges::all_of(json, is_offset) || json[1] < json[0]) {
    from.fail("data_offsets", fmt::format("begin and end within the {} bytes of data", data_size));
  }
  return {json[0].get<std::size_t>(), json[1].get<std::size_t>()};
}

SafetensorsEntry read_entry(const std::string& key, const ParsedJson& json, std::span<const std::uint8_t> data,
                            const std::string& name) {
  ObjectReader from(json, name, fmt::format("tensor {}", key));
  if (from.string("dtype") != "F32") from.fail("dtype", R"("F32")");
  const Shape shape = read_shape(from);
  const auto [begin, end] = read_offsets(from, data.size());
  if (end - begin != shape.size() * sizeof(float)) {
    from.fail("data_offsets", fmt::format("{} bytes apart", shape.size() * sizeof(float)));
  }
  from.expect_no_others();
  return {key, shape, data.subspan(begin, end - begin)};
}

/// Every byte of the data belongs to exactly one tensor.
void check_tiling(const std::vector<SafetensorsEntry>& entries, std::span<const std::uint8_t> data,
                  const std::string& name) {
  const std::uint8_t* expected = data.data();
  for (const SafetensorsEntry& entry : entries) {
    if (entry.bytes.data() != expected) {
      fail_format(name, fmt::format("tensor {} starts at byte {} of the data, expected {}", entry.name,
                                    entry.bytes.data() - data.data(), expected - data.data()));
    }
    expected += entry.bytes.size();
  }
  const auto used = static_cast<std::size_t>(expected - data.data());
  if (used != data.size()) fail_format(name, fmt::format("its tensors take {} bytes, found {}", used, data.size()));
}

/// Where the digits of the checksum stand in the file. A quote inside a JSON string has a backslash before it, so
/// that this text cannot be part of another value.
std::size_t find_checksum(std::span<const std::uint8_t> bytes, const std::string& name) {
  const std::string_view header = header_of(bytes, name);
  const std::string key = fmt::format("\"{}\":\"", kChecksumKey);
  const std::size_t at = header.find(key);
  if (at == std::string_view::npos || header.find(key, at + 1) != std::string_view::npos ||
      header.size() - at < key.size() + kNoChecksum.size()) {
    fail_format(name, fmt::format("expected one checksum (metadata {}), found none or several", kChecksumKey));
  }
  return kLengthSize + at + key.size();
}

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::uint32_t extend_checksum(std::uint32_t checksum, std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(crc32_z(checksum, bytes.data(), bytes.size()));
}

/// The checksum of a file that comes in parts, the first of which holds the digits at `digits`.
std::string checksum_of(std::span<const std::span<const std::uint8_t>> parts, std::size_t digits) {
  const auto first = parts.front();
  std::uint32_t checksum = extend_checksum(0, first.first(digits));
  checksum = extend_checksum(checksum, bytes_of(kNoChecksum));
  checksum = extend_checksum(checksum, first.subspan(digits + kNoChecksum.size()));
  for (const auto part : parts.subspan(1)) checksum = extend_checksum(checksum, part);
  return fmt::format("{:08x}", checksum);
}

std::string make_header(const Metadata& metadata, std::span<const NamedTensor> tensors) {
  Json header;
  for (const auto& [key, value] : metadata) header[kMetadataKey][key] = value;
  header[kMetadataKey][kChecksumKey] = kNoChecksum;
  std::size_t offset = 0;
  for (const NamedTensor& tensor : tensors) {
    const std::size_t end = offset + tensor.values.size_bytes();
    header[tensor.name] = {
        {"dtype", "F32"}, {"shape", tensor.shape.extents()}, {"data_offsets", Json::array({offset, end})}};
    offset = end;
  }
  // A byte that is no UTF-8, say from a path in the record, is no reason to lose a trained model.
  std::string text = header.dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::size_t size = kLengthSize + text.size();
  text.append((kDataAlignment_bytes - size % kDataAlignment_bytes) % kDataAlignment_bytes, ' ');
  return text;
}

/// What is written must be what is read.
void check_limits(const std::filesystem::path& path, const std::string& header, std::span<const NamedTensor> tensors,
                  std::uint64_t limit_bytes) {
  const auto refuse = [&](const std::string& what) {
    throw FileError(fmt::format("cannot write {}: {}", path.string(), what));
  };
  if (tensors.size() >= kMostKeys) refuse(fmt::format("it would have more than {} tensors", kMostKeys - 1));
  if (header.size() > kLongestHeader) {
    refuse(fmt::format("its header would be longer than {} bytes", kLongestHeader));
  }
  std::uint64_t size = kLengthSize + header.size();
  for (const NamedTensor& tensor : tensors) size += tensor.values.size_bytes();
  if (size > limit_bytes) refuse(fmt::format("it would be larger than {} bytes", limit_bytes));
}

}  // namespace

const SafetensorsEntry* Safetensors::find(const std::string& name) const {
  const auto found = std::ranges::find(entries, name, &SafetensorsEntry::name);
  return found == entries.end() ? nullptr : &*found;
}

Safetensors parse_safetensors(std::span<const std::uint8_t> bytes, const std::string& name) {
  const std::string_view header = header_of(bytes, name);
  const auto data = bytes.subspan(kLengthSize + header.size());
  if (!header.starts_with('{')) fail_format(name, "expected a safetensors file, found another kind (no JSON header)");
  const ParsedJson json = parse_strict_json(header, name, "its header");
  Safetensors result;
  for (const auto& [key, value] : json.items()) {
    if (key == kMetadataKey) {
      result.metadata = read_metadata(value, name);
    } else {
      result.entries.push_back(read_entry(key, value, data, name));
    }
  }
  std::ranges::sort(result.entries, {}, [](const SafetensorsEntry& entry) { return entry.bytes.data(); });
  check_tiling(result.entries, data, name);
  return result;
}

void verify_checksum(std::span<const std::uint8_t> bytes, const std::string& name) {
  const std::size_t digits = find_checksum(bytes, name);
  const std::array parts{bytes};
  const std::string expected = checksum_of(parts, digits);
  // The text and not the number is compared: a digit in upper case is a changed file too.
  if (!std::ranges::equal(bytes.subspan(digits, kNoChecksum.size()), bytes_of(expected))) {
    fail_format(name, "it is damaged: its checksum is not that of its bytes");
  }
}

void write_safetensors(const std::filesystem::path& path, const Metadata& metadata,
                       std::span<const NamedTensor> tensors, std::uint64_t limit_bytes) {
  const std::string header = make_header(metadata, tensors);
  check_limits(path, header, tensors, limit_bytes);
  const std::uint64_t length = header.size();
  std::vector<std::uint8_t> start(kLengthSize + header.size());
  std::memcpy(start.data(), &length, kLengthSize);
  std::memcpy(start.data() + kLengthSize, header.data(), header.size());

  std::vector<std::span<const std::uint8_t>> parts{start};
  for (const NamedTensor& tensor : tensors) {
    parts.emplace_back(reinterpret_cast<const std::uint8_t*>(tensor.values.data()), tensor.values.size_bytes());
  }
  const std::size_t digits = find_checksum(start, path.string());
  const std::string checksum = checksum_of(parts, digits);
  std::memcpy(start.data() + digits, checksum.data(), checksum.size());
  write_file(path, parts);
}

}  // namespace digitnet
