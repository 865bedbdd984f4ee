#include "formats/safetensors.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <random>

#include "digitnet/error.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// A file of `header` with its true length and `data_size` bytes of data.
Bytes file_of(const std::string& header, std::size_t data_size) {
  Bytes bytes;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{header.size()} >> shift));
  }
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.resize(bytes.size() + data_size);
  return bytes;
}

std::string error_of(const std::string& header, std::size_t data_size) {
  try {
    static_cast<void>(parse_safetensors(file_of(header, data_size), "it"));
  } catch (const FormatError& error) {
    return error.what();
  }
  return "none";
}

/// A JSON object of `count` keys, each with `value`.
std::string object_of(int count, const std::string& value) {
  std::string text = "{";
  for (int i = 0; i < count; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":" + value;
  return text + "}";
}

const std::string kTwo = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                         R"("b":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}})";

}  // namespace

TEST_CASE("the smallest safetensors file is read") {
  const Bytes bytes = file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8);
  const Safetensors file = parse_safetensors(bytes, "it");
  REQUIRE(file.entries.size() == 1);
  CHECK(file.entries[0].name == "a");
  CHECK(file.entries[0].shape == Shape{2});
  CHECK(file.entries[0].bytes.data() == bytes.data() + bytes.size() - 8);
  CHECK(file.find("a") == file.entries.data());
  CHECK(file.find("b") == nullptr);
  CHECK(error_of(kTwo, 12) == "none");
}

TEST_CASE("what is written is read back, with data from a multiple of 64 bytes on and a checksum that holds") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file.safetensors";
  const std::array<float, 3> values{1, 2, 3};
  const std::array<NamedTensor, 2> tensors{NamedTensor{"x", {2, 1}, std::span(values).first(2)},
                                           NamedTensor{"y", {1}, std::span(values).last(1)}};
  write_safetensors(path, {{"key", "a \"value\""}}, tensors, 1 << 20);
  const Bytes bytes = read_all(path);
  const Safetensors file = parse_safetensors(bytes, "it");
  verify_checksum(bytes, "it");
  CHECK(file.metadata.at("key") == "a \"value\"");
  CHECK(file.entries.size() == 2);
  CHECK((file.entries[0].bytes.data() - bytes.data()) % 64 == 0);
  CHECK(file.find("y")->bytes[2] == 0x40);  // 3.0f is 0x40400000
}

TEST_CASE("tensors must cover the data without a hole and without an overlap") {
  CHECK(error_of(kTwo, 13) == "it: its tensors take 12 bytes, found 13");
  CHECK(error_of(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8) ==
        "it: tensor a starts at byte 4 of the data, expected 0");
  CHECK(error_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                 R"("b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                 8) == "it: tensor b starts at byte 4 of the data, expected 8");
}

TEST_CASE("anything but the format is refused with its place") {
  const auto tensor = [](const std::string& fields) { return error_of("{\"a\":{" + fields + "}}", 8); };
  CHECK(tensor(R"("dtype":"F16","shape":[2],"data_offsets":[0,8])") ==
        R"(it: expected tensor a.dtype to be "F32", found "F16")");
  CHECK(tensor(R"("dtype":"F32","shape":[-2],"data_offsets":[0,8])") ==
        "it: expected tensor a.shape to be a list of at most 4 extents, found [-2]");
  CHECK(tensor(R"("dtype":"F32","shape":[1,1,1,1,2],"data_offsets":[0,8])") ==
        "it: expected tensor a.shape to be a list of at most 4 extents, found [1,1,1,1,2]");
  CHECK(tensor(R"("dtype":"F32","shape":[2147483647,9],"data_offsets":[0,8])") ==
        "it: expected tensor a.shape to be extents of 1 or more with a product below 2^31, found [2147483647,9]");
  CHECK(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,9])") ==
        "it: expected tensor a.data_offsets to be begin and end within the 8 bytes of data, found [0,9]");
  CHECK(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[8,0])") ==
        "it: expected tensor a.data_offsets to be begin and end within the 8 bytes of data, found [8,0]");
  CHECK(tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,8])") ==
        "it: expected tensor a.data_offsets to be 4 bytes apart, found [0,8]");
  CHECK(tensor(R"("dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1)") == "it: tensor a.x is not known here");
  CHECK(tensor(R"("dtype":"F32","shape":[2])") == "it: tensor a.data_offsets is missing");
  CHECK(error_of(R"({"a":1})", 0) == "it: expected tensor a to be a JSON object, found 1");
  CHECK(error_of(R"({"__metadata__":{"a":1}})", 0) == "it: expected __metadata__.a to be a string, found 1");
  CHECK(error_of(R"({"__metadata__":{},"__metadata__":{}})", 0) ==
        R"(it: its header has the key "__metadata__" twice)");
  CHECK(error_of("{", 0) == "it: its header is no JSON: error at byte 2");
  CHECK(error_of("", 0) == "it: expected a safetensors file, found another kind (no JSON header)");
}

TEST_CASE("a header length that no file has is refused before anything is reserved") {
  const Bytes text{'h', 'e', 'l', 'l', 'o', ' ', 'w', 'o', 'r', 'l', 'd'};
  CHECK_THROWS_WITH_AS(
      static_cast<void>(parse_safetensors(text, "it")),
      "it: expected a safetensors file, found another kind (no sensible header length in its first 8 bytes)",
      FormatError);
  CHECK_THROWS_AS(static_cast<void>(parse_safetensors(Bytes(7), "it")), FormatError);
  Bytes cut = file_of(kTwo, 12);
  cut.resize(40);
  CHECK_THROWS_AS(static_cast<void>(parse_safetensors(cut, "it")), FormatError);
}

TEST_CASE("a header of very many keys, in one object or in many, is refused or read in little time") {
  const auto start = std::chrono::steady_clock::now();
  CHECK(error_of(R"({"__metadata__":)" + object_of(8192, "\"\"") + "}", 0) == "none");
  CHECK(error_of(R"({"__metadata__":)" + object_of(80000, "\"\"") + "}", 0) ==
        "it: its header has an object of more than 8192 keys");
  CHECK(error_of(object_of(100000, "1"), 0) == "it: its header has an object of more than 8192 keys");
  CHECK(error_of(object_of(50, object_of(8000, "1")), 0) == "it: tensor 0.dtype is missing");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
}

TEST_CASE("a header of more than 4 MiB is refused by its length") {
  CHECK(error_of("{" + std::string((4 << 20) - 2, ' ') + "}", 0) == "none");
  CHECK(error_of("{" + std::string((4 << 20) - 1, ' ') + "}", 0) ==
        "it: expected a safetensors file, found another kind (no sensible header length in its first 8 bytes)");
}

TEST_CASE("a file that would be larger than its reader accepts is not written, and what was there stays") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "file.safetensors";
  write_text(path, "before");
  const std::array<float, 100> values{};
  const std::vector<NamedTensor> one{{"x", Shape{100}, values}};
  CHECK_THROWS_WITH_AS(write_safetensors(path, {}, one, 500),
                       ("cannot write " + path.string() + ": it would be larger than 500 bytes").c_str(), FileError);
  std::vector<NamedTensor> many;
  for (int i = 0; i < 8192; ++i) many.push_back({std::to_string(i), Shape{1}, std::span(values).first(1)});
  CHECK_THROWS_WITH_AS(write_safetensors(path, {}, many, 1 << 30),
                       ("cannot write " + path.string() + ": it would have more than 8191 tensors").c_str(), FileError);
  CHECK(read_all(path) == Bytes{'b', 'e', 'f', 'o', 'r', 'e'});
  many.pop_back();
  write_safetensors(path, {}, many, 1 << 30);
  CHECK(parse_safetensors(read_all(path), "it").entries.size() == 8191);
}

TEST_CASE("a file without a checksum is found out") {
  CHECK_THROWS_WITH_AS(verify_checksum(file_of(kTwo, 12), "it"),
                       "it: expected one checksum (metadata digitnet.crc32), found none or several", FormatError);
}

TEST_CASE("random changes to a safetensors file end in tensors or a FormatError") {
  std::mt19937 random(2);
  const Bytes whole = file_of(kTwo, 12);
  const std::string alphabet = "{}[]\",:0123456789-eE.\\truefalsn F32";
  for (int round = 0; round < 10000; ++round) {
    Bytes bytes = whole;
    for (unsigned i = 0; i <= random() % 4; ++i) {
      bytes[random() % bytes.size()] = static_cast<std::uint8_t>(alphabet[random() % alphabet.size()]);
    }
    bytes.resize(random() % 4 == 0 ? random() % bytes.size() : bytes.size());
    try {
      static_cast<void>(parse_safetensors(bytes, "fuzz"));
    } catch (const FormatError&) {
    }
  }
}
