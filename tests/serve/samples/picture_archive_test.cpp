#include "picture_archive.hpp"

#include <doctest/doctest.h>
#include <zip.h>

#include <chrono>

#include "picture_admission.hpp"
#include "serve/samples/zip_files.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

constexpr std::size_t kMost = 12'000'000;

/// The status that opening, and unpacking everything, is refused with; 200 when it is not.
int status_of_all(const std::string& archive) {
  try {
    PictureArchive pictures(archive);
    for (std::size_t i = 0; i < pictures.size(); ++i) (void)pictures.unpack(i, kMost);
    return 200;
  } catch (const PictureRefused& refused) {
    return refused.status();
  }
}

int status_of_opening(const std::string& archive) {
  try {
    const PictureArchive pictures(archive);
    return 200;
  } catch (const PictureRefused& refused) {
    return refused.status();
  }
}

void put_u32(std::string& bytes, std::size_t place, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes[place + i] = static_cast<char>(value >> (8 * i));
}

void put_u16(std::string& bytes, std::size_t place, std::uint16_t value) {
  bytes[place] = static_cast<char>(value & 0xff);
  bytes[place + 1] = static_cast<char>(value >> 8);
}

}  // namespace

TEST_CASE("the pictures of an archive are unpacked, and what systems put beside them is passed over") {
  const std::string bytes(5000, 'x');
  for (const bool is_stored : {true, false}) {
    const std::string zip = make_zip({{"7/", ""},
                                      {"7/a.png", bytes},
                                      {"__MACOSX/7/._a.png", "junk"},
                                      {"7/.DS_Store", "junk"},
                                      {"7/Thumbs.db", "junk"},
                                      {"b\xc3\xa4.png", "abc"}},
                                     {.is_stored = is_stored});
    REQUIRE(is_archive(zip));
    PictureArchive archive(zip);
    REQUIRE(archive.size() == 2);
    CHECK(archive.name(0) == "7/a.png");
    CHECK(archive.unpack(0, kMost) == bytes);
    CHECK(archive.name(1) == "b\xc3\xa4.png");
    CHECK(archive.unpack(1, kMost) == "abc");
    CHECK(archive.unpack(0, kMost) == bytes);
  }
  CHECK(PictureArchive(make_zip({{"a/", ""}})).size() == 0);
}

TEST_CASE("item 23: names that would climb out of a folder are text") {
  const std::string zip =
      make_zip({{"../../../../etc/cron.d/7.png", "abc"}, {"/etc/passwd", "abc"}, {"C:\\x\\7.png", "abc"}});
  PictureArchive archive(zip);
  REQUIRE(archive.size() == 3);
  CHECK(archive.name(0) == "../../../../etc/cron.d/7.png");
  for (std::size_t i = 0; i < 3; ++i) CHECK(archive.unpack(i, kMost) == "abc");
}

TEST_CASE(
    "item 20: an archive of 10,000 entries is refused before its directory is read, however it hides their number") {
  ZipEntries entries;
  for (int i = 0; i < 10'000; ++i) entries.emplace_back(std::to_string(i) + ".png", "x");
  const std::string zip = make_zip(entries);
  const auto start = std::chrono::steady_clock::now();
  CHECK(status_of_opening(zip) == 413);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(50));
  std::string hidden = zip;
  const std::size_t end = hidden.rfind("PK\5\6");
  for (const std::size_t field : {8, 10}) put_u16(hidden, end + field, 3);
  CHECK(status_of_opening(hidden) == 422);
  entries.resize(kMostArchiveEntries);
  CHECK(status_of_opening(make_zip(entries)) == 200);
  entries.emplace_back("one-more.png", "x");
  CHECK(status_of_opening(make_zip(entries)) == 413);
}

TEST_CASE("item 22: a bomb is refused by what its directory says, and by what it unpacks to when that is a lie") {
  const std::string zeros(11'000'000, '\0');
  CHECK(status_of_opening(make_zip({{"bomb.pgm", zeros}})) == 413);  // a thousandfold
  // Many that are not, each for itself.
  std::string period;
  for (unsigned i = 0; period.size() < 8000; ++i) period += std::to_string(i * 2654435761U);
  std::string pattern;
  while (pattern.size() < 11'000'000) pattern += period;
  ZipEntries many;
  for (int i = 0; i < 24; ++i) many.emplace_back(std::to_string(i) + ".pgm", pattern);
  CHECK(status_of_opening(make_zip(many)) == 413);
  // One whose directory and header say that it is small.
  std::string lie = make_zip({{"bomb.pgm", zeros}});
  const std::size_t central = lie.rfind("PK\1\2");
  put_u32(lie, central + 24, 1000);
  put_u32(lie, lie.find("PK\3\4") + 22, 1000);
  CHECK(status_of_all(lie) == 422);
  // Larger than a picture may be.
  const std::string large = make_zip({{"large.pgm", pattern + pattern}});
  PictureArchive archive(large);
  CHECK_THROWS_AS((void)archive.unpack(0, kMost), PictureRefused);
}

TEST_CASE("item 21: archives inside archives, encrypted ones and those packed by rare means are refused") {
  const std::string inner = make_zip({{"7.png", "abc"}});
  CHECK(status_of_all(make_zip({{"7.zip", inner}})) == 415);
  CHECK(status_of_all(make_zip({{"7.png", inner}})) == 415);
  CHECK(status_of_opening(make_zip({{"7.png", "abc"}}, {.is_encrypted = true})) == 415);
  std::string bzip2 = make_zip({{"7.png", "abcabcabcabcabcabcabcabcabcabcabcabc"}});
  put_u16(bzip2, bzip2.rfind("PK\1\2") + 10, ZIP_CM_BZIP2);
  put_u16(bzip2, bzip2.find("PK\3\4") + 8, ZIP_CM_BZIP2);
  CHECK(status_of_opening(bzip2) == 415);
}

TEST_CASE("item 26: whatever is broken in an archive, it is refused or its pictures are unpacked") {
  const std::string zip = make_zip({{"7/a.png", std::string(300, 'x')}, {"b.png", "abc"}});
  for (std::size_t length = 0; length < zip.size(); ++length) {
    CAPTURE(length);
    CHECK(status_of_all(zip.substr(0, length)) != 200);
  }
  int refused = 0;
  for (std::size_t place = 0; place < zip.size(); ++place) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string broken = zip;
      broken[place] = static_cast<char>(broken[place] ^ flip);
      refused += status_of_all(broken) == 200 ? 0 : 1;
    }
  }
  CHECK(refused > 200);
}
