#include "digitnet/idx.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <random>

#include "digitnet/error.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

/// 2x3 values.
const Bytes kSmall{0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 10, 20, 30, 40, 50, 60};

Bytes gzip(const Bytes& bytes) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, bytes.size()));
  Bytes in = bytes;
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Bytes with(Bytes bytes, std::size_t at, std::uint8_t value) {
  bytes.at(at) = value;
  return bytes;
}

}  // namespace

TEST_CASE("an IDX array is its extents and values") {
  const IdxArray array = parse_idx(kSmall, "small");
  CHECK(array.extents == std::vector<int>{2, 3});
  CHECK(array.values == Bytes{10, 20, 30, 40, 50, 60});
}

TEST_CASE("an IDX array is saved as it was read, plain or gzip") {
  const TemporaryFolder folder;
  const IdxArray array = parse_idx(kSmall, "small");
  save_idx(array, folder.path() / "array");
  CHECK(read_all(folder.path() / "array") == kSmall);
  CHECK(idx_bytes(array) == kSmall);
  save_idx(array, folder.path() / "array.gz");
  CHECK(read_all(folder.path() / "array.gz")[0] == 0x1f);
  CHECK(load_idx(folder.path() / "array.gz").values == array.values);
  CHECK_THROWS_AS(save_idx({{2, 3}, {1}}, folder.path() / "array"), ArgumentError);
  CHECK_THROWS_AS(save_idx({{}, {1}}, folder.path() / "array"), ArgumentError);
  CHECK_THROWS_AS((void)idx_bytes({{2, 3}, {1}}), ArgumentError);
}

TEST_CASE("every truncation of an IDX file is an error, plain or gzip") {
  const Bytes packed = gzip(kSmall);
  for (const Bytes& whole : {kSmall, packed}) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CAPTURE(size);
      CHECK_THROWS_AS(static_cast<void>(parse_idx(std::span(whole).first(size), "cut")), FormatError);
    }
  }
}

TEST_CASE("a byte too many is an error, plain or gzip, packed or behind") {
  Bytes longer = kSmall;
  longer.push_back(0);
  CHECK_THROWS_WITH_AS(static_cast<void>(parse_idx(longer, "long")),
                       "long: there are more bytes than the 6 values of its extents", FormatError);
  Bytes packed = gzip(kSmall);
  packed.push_back(0);
  CHECK_THROWS_AS(static_cast<void>(parse_idx(packed, "long")), FormatError);
  CHECK_THROWS_AS(static_cast<void>(parse_idx(gzip(longer), "long")), FormatError);
}

TEST_CASE("a changed header byte of a plain IDX file is an error, a changed value changes just that value") {
  const IdxArray original = parse_idx(kSmall, "small");
  for (std::size_t at = 0; at < kSmall.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      CAPTURE(at);
      const Bytes changed = with(kSmall, at, static_cast<std::uint8_t>(kSmall[at] ^ (1 << bit)));
      if (at < 12) {
        CHECK_THROWS_AS(static_cast<void>(parse_idx(changed, "changed")), FormatError);
      } else {
        CHECK(parse_idx(changed, "changed").values == with(original.values, at - 12, changed[at]));
      }
    }
  }
}

TEST_CASE("a changed byte of a gzip IDX file is an error or changes nothing") {
  const IdxArray original = parse_idx(kSmall, "small");
  const Bytes packed = gzip(kSmall);
  int same = 0;
  for (std::size_t at = 0; at < packed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      CAPTURE(at);
      try {
        const IdxArray found =
            parse_idx(with(packed, at, static_cast<std::uint8_t>(packed[at] ^ (1 << bit))), "changed");
        CHECK(found.values == original.values);
        CHECK(found.extents == original.extents);
        ++same;
      } catch (const FormatError&) {
      }
    }
  }
  CHECK(same < 8 * 8);  // flags, time and system in gzip's header, and bits that fill up the last byte
}

TEST_CASE("what an IDX file promises is checked before it is believed") {
  const auto error_of = [](const Bytes& bytes) {
    try {
      static_cast<void>(parse_idx(bytes, "it"));
    } catch (const FormatError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  CHECK(error_of({}) == "it: expected an IDX file, found only 0 bytes");
  CHECK(error_of(with(kSmall, 0, 'a')) == "it: expected an IDX file, which starts with the bytes 00 00, found 61 00");
  CHECK(error_of(with(kSmall, 2, 0x0d)) == "it: expected IDX values of type 08 (unsigned byte), found type 0d");
  CHECK(error_of(with(kSmall, 3, 0)) == "it: expected an IDX array of 1 to 4 dimensions, found 0");
  CHECK(error_of(with(kSmall, 3, 5)) == "it: expected an IDX array of 1 to 4 dimensions, found 5");
  CHECK(error_of(with(kSmall, 7, 0)) == "it: its extent 0 is 0");
  CHECK(error_of(with(kSmall, 7, 4)) == "it: its extents 4x3 promise 12 values, found 6");
  CHECK(error_of(with(with(kSmall, 4, 0x7f), 8, 0x7f)) == "it: its extents promise more than 2147483647 values");
}

TEST_CASE("a small gzip file that promises two gigabytes is refused before they are reserved") {
  const Bytes huge = with(with(kSmall, 4, 0x20), 11, 0x01);
  CHECK_THROWS_WITH_AS(static_cast<void>(parse_idx(gzip(huge), "huge")), doctest::Contains("promise 536870914 values"),
                       FormatError);
}

TEST_CASE("a gzip file is unpacked no further than its extents promise") {
  Bytes bomb = kSmall;
  bomb.resize(50'000'000);
  CHECK_THROWS_WITH_AS(static_cast<void>(parse_idx(gzip(bomb), "bomb")),
                       "bomb: there are more bytes than the 6 values of its extents", FormatError);
}

TEST_CASE("random changes to IDX files end in an array or a FormatError") {
  std::mt19937 random(1);
  const Bytes packed = gzip(kSmall);
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes = round % 2 == 0 ? kSmall : packed;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    bytes.resize(random() % 4 == 0 ? random() % bytes.size() : bytes.size());
    try {
      static_cast<void>(parse_idx(bytes, "fuzz"));
    } catch (const FormatError&) {
    }
  }
}

TEST_CASE("images and labels become a data set when their numbers are the same") {
  const TemporaryFolder folder;
  const auto images = folder.path() / "images";
  const auto labels = folder.path() / "labels";
  save_idx({{2, 1, 3}, {1, 2, 3, 4, 5, 6}}, images);
  save_idx({{2}, {7, 12}}, labels);
  const Dataset data = load_idx_dataset(images, labels);
  CHECK(data.size() == 2);
  CHECK(data.image_shape() == Shape{1, 3, 1});
  CHECK(data.image(1)[2] == 6);
  CHECK(data.label(1) == 12);
  CHECK(data.classes() == 13);
  save_idx({{2}, {0, 1}}, labels);
  CHECK(load_idx_dataset(images, labels).classes() == 10);

  save_idx({{3}, {7, 1, 2}}, labels);
  CHECK_THROWS_WITH_AS(
      static_cast<void>(load_idx_dataset(images, labels)),
      (labels.string() + ": expected a label for each of the 2 images of " + images.string() + ", found 3").c_str(),
      FormatError);
  CHECK_THROWS_WITH_AS(static_cast<void>(load_idx_dataset(labels, images)),
                       (labels.string() + ": expected images [N,H,W] or [N,H,W,C], found an array of 3").c_str(),
                       FormatError);
  CHECK_THROWS_WITH_AS(static_cast<void>(load_idx_dataset(images, images)),
                       (images.string() + ": expected labels [N], found an array of 2x1x3").c_str(), FormatError);
}
