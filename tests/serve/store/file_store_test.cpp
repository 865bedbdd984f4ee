#include "file_store.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "database_rows.hpp"
#include "file_references.hpp"
#include "migrations.hpp"
#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

const std::string kAnn(32, 'a');
const std::string kBob(32, 'b');
const std::string kSumOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const std::vector<std::uint8_t> kAbc{'a', 'b', 'c'};

std::vector<std::uint8_t> all_bytes() {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 70000; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 7 + i / 256));
  return bytes;
}

struct Kept {
  explicit Kept(const DatabasePlace& place, const TestFolder& folder)
      : database({.place = place.place}), files((migrate(database), open_file_store(database, folder.path("files")))) {}
  Database database;
  std::unique_ptr<FileStore> files;
};

Time soon() {
  return system_time() + std::chrono::minutes(1);
}

std::size_t number_of(FileStore& files) {
  std::size_t count = 0;
  files.each([&](const FileStore::Entry&) { ++count; });
  return count;
}

}  // namespace

TEST_CASE("a file is found by its owner, kind and sum, and by no other's") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const Kept kept(place, folder);
    CHECK(kept.files->put(kAnn, "image", kAbc) == kSumOfAbc);
    CHECK(kept.files->put(kAnn, "image", kAbc) == kSumOfAbc);
    const std::string other = kept.files->put(kSiteOwner, "model", all_bytes());
    CHECK(kept.files->get({kAnn, "image", kSumOfAbc}) == kAbc);
    CHECK(kept.files->get({std::string(kSiteOwner), "model", other}) == all_bytes());
    CHECK_FALSE(kept.files->get({kBob, "image", kSumOfAbc}));
    CHECK_FALSE(kept.files->get({kAnn, "model", kSumOfAbc}));
    const auto list = kept.files->list(kAnn);
    REQUIRE(list.size() == 1);
    CHECK(list[0].key == FileKey{kAnn, "image", kSumOfAbc});
    CHECK(list[0].bytes == 3);
    CHECK(number_of(*kept.files) == 2);
  }
}

TEST_CASE("files go one by one, or with their owner") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const Kept kept(place, folder);
    for (const std::string& owner : {kAnn, kBob}) {
      kept.files->put(owner, "image", kAbc);
      kept.files->put(owner, "model", kAbc);
    }
    kept.files->remove({kAnn, "image", kSumOfAbc});
    kept.files->remove({kAnn, "image", kSumOfAbc});
    CHECK(number_of(*kept.files) == 3);
    kept.files->remove_owner(kBob);
    CHECK(number_of(*kept.files) == 1);
    CHECK(kept.files->list(kBob).empty());
    kept.files->remove_owner(kBob);
  }
}

TEST_CASE("names that lead elsewhere are refused") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const Kept kept(place, folder);
    for (const std::string owner : {"..", "", "/etc", "temporary", "../aaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
      CHECK_THROWS_AS(kept.files->put(owner, "image", kAbc), ArgumentError);
    }
    CHECK_THROWS_AS(kept.files->put(kAnn, "../image", kAbc), ArgumentError);
    CHECK_THROWS_AS((void)kept.files->get({kAnn, "image", "../../../etc/passwd"}), ArgumentError);
    CHECK_THROWS_AS(kept.files->remove({kAnn, "image", kSumOfAbc + "0"}), ArgumentError);
  }
}

TEST_CASE("bytes that changed are not handed out") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Kept kept(place, folder);
    kept.files->put(kAnn, "image", kAbc);
    if (kept.database.is_postgresql()) {
      change(kept.database, "UPDATE stored_file SET content = decode('00', 'hex')");
    } else {
      std::ofstream(folder.path("files/" + kAnn + "/image/" + kSumOfAbc)) << "abd";
    }
    CHECK_THROWS_AS((void)kept.files->get({kAnn, "image", kSumOfAbc}), DamagedFileError);
  }
}

TEST_CASE("the sweep takes what is old and no row refers to, and what a crash left") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Kept kept(place, folder);
    change(kept.database, "CREATE TABLE picture (owner TEXT, sha256 TEXT)");
    change(kept.database,
           "CREATE VIEW file_references_of_pictures AS SELECT owner, 'image' AS kind, sha256 FROM picture");
    kept.files->put(kAnn, "image", kAbc);
    kept.files->put(kBob, "image", kAbc);
    change(kept.database, "INSERT INTO picture VALUES (:owner, :sha256)", {kAnn, kSumOfAbc});
    CHECK(referenced_files(kept.database) == std::set<FileKey>{{kAnn, "image", kSumOfAbc}});
    CHECK(sweep_files(kept.database, *kept.files, system_time() - std::chrono::minutes(1)) == 0);
    std::size_t expected = 1;
    if (!kept.database.is_postgresql()) {
      std::ofstream(folder.path("files/temporary/half")) << "ab";
      ++expected;
    }
    CHECK(sweep_files(kept.database, *kept.files, soon()) == expected);
    CHECK(kept.files->list(kBob).empty());
    CHECK(kept.files->get({kAnn, "image", kSumOfAbc}) == kAbc);
  }
}

TEST_CASE("a file that is put again is as young as a new one") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const Kept kept(place, folder);
    kept.files->put(kAnn, "image", kAbc);
    const Time before = system_time() + std::chrono::milliseconds(1200);
    std::this_thread::sleep_for(std::chrono::milliseconds(2300));  // file times may be whole seconds
    kept.files->put(kAnn, "image", kAbc);
    CHECK(kept.files->sweep([](const FileKey&) { return false; }, before) == 0);
    CHECK(kept.files->sweep([](const FileKey&) { return false; }, soon()) == 1);
  }
}

TEST_CASE("threads that put, remove and sweep at once leave whole files only") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const Kept kept(place, folder);
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        for (std::uint8_t j = 0; j < 30; ++j) try {
            const std::string sum = kept.files->put(kAnn, "image", std::vector<std::uint8_t>{'x', j});
            if (i == 0) kept.files->remove_owner(kAnn);
            if (i == 1) kept.files->sweep([](const FileKey&) { return false; }, soon());
            if (const auto bytes = kept.files->get({kAnn, "image", sum})) failures += bytes->size() == 2 ? 0 : 1;
          } catch (const Error& error) {
            ++failures;
          }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
  }
}

TEST_CASE("only the owner of the server may read the files") {
  const TestFolder folder;
  Database database({.place = folder.path("a")});
  const auto files = open_file_store(database, folder.path("files/"));
  files->put(kAnn, "image", kAbc);
  struct stat about {};
  for (const std::string& name : {std::string("files"), "files/" + kAnn, "files/" + kAnn + "/image"}) {
    REQUIRE(stat(folder.path(name).c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0700);
  }
  REQUIRE(stat(folder.path("files/" + kAnn + "/image/" + kSumOfAbc).c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  CHECK(fs::is_empty(folder.path("files/temporary")));
}
