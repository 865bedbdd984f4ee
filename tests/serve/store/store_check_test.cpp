#include "store_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "connection.hpp"
#include "database_rows.hpp"
#include "file_references.hpp"
#include "migrations.hpp"
#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

const std::string kAnn(32, 'a');
constexpr std::chrono::minutes kNoGrace{-1};

struct Kept {
  Kept(const DatabasePlace& where, const TestFolder& folder)
      : place{where.place, folder.path("files")}, database({.place = where.place}) {
    migrate(database);
    change(database,
           "CREATE TABLE picture (id TEXT PRIMARY KEY, owner TEXT, sha256 TEXT, of TEXT REFERENCES picture(id))");
    change(database, "CREATE VIEW file_references_of_pictures AS SELECT owner, 'image' AS kind, sha256 FROM picture");
    files = open_file_store(database, place.files);
    for (std::uint8_t i = 0; i < 3; ++i) {
      const std::string sum = files->put(kAnn, "image", std::vector<std::uint8_t>{1, 2, i});
      change(database, "INSERT INTO picture VALUES (:id, :owner, :sum, NULL)", {std::to_string(i), kAnn, sum});
    }
  }
  [[nodiscard]] std::vector<std::string> problems(std::chrono::minutes grace = std::chrono::hours(1)) {
    return check_store(database, place, grace).problems;
  }
  StorePlace place;
  Database database;
  std::unique_ptr<FileStore> files;
};

bool tells(const std::vector<std::string>& problems, const std::string& part) {
  return std::any_of(problems.begin(), problems.end(),
                     [&](const std::string& problem) { return problem.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("what is whole has no problems, and its size is told") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    Kept kept(where, folder);
    const auto check = check_store(kept.database, kept.place);
    CHECK(check.problems.empty());
    CHECK(check.rows == 3);
    CHECK(check.files == 3);
    const auto status = store_status(kept.database, kept.place);
    CHECK(status.engine == where.engine);
    CHECK(status.applied == known_migrations().back().number);
    CHECK(status.pending == 0);
    CHECK(status.files == 3);
    CHECK(status.file_bytes == 9);
    CHECK(status.database_bytes > 4096);
    REQUIRE(status.tables.size() >= 1);
  }
}

TEST_CASE("a file that is missing, damaged or nobody's is found") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    Kept kept(where, folder);
    const auto keys = referenced_files(kept.database);
    const std::string stranger = kept.files->put(kAnn, "image", std::vector<std::uint8_t>{9});
    CHECK(kept.problems().empty());  // it may be about to get its row
    CHECK(tells(kept.problems(kNoGrace), stranger + " of " + kAnn + ": no row refers to it"));
    kept.files->remove(*keys.begin());
    CHECK(tells(kept.problems(), keys.begin()->sha256 + " of " + kAnn + ": is not there"));
    if (kept.database.is_postgresql()) {
      change(kept.database, "UPDATE stored_file SET content = decode('00', 'hex') WHERE sha256 = :sum",
             {keys.rbegin()->sha256});
    } else {
      std::ofstream(kept.place.files + "/" + kAnn + "/image/" + keys.rbegin()->sha256) << "other";
    }
    CHECK(tells(kept.problems(), "not those that were stored"));
  }
}

TEST_CASE("a row that refers to none, and a database file with a changed page, are found") {
  const TestFolder folder;
  Kept kept({"SQLite", folder.path("a")}, folder);
  kept.database.connect()->run_script("PRAGMA foreign_keys = OFF; UPDATE picture SET of = 'none' WHERE id = '1'");
  CHECK(tells(kept.problems(), "a row of picture refers to one of picture that is not there"));
  change(kept.database, "UPDATE picture SET of = NULL");
  kept.database.connect()->run_script("PRAGMA wal_checkpoint(TRUNCATE)");
  REQUIRE(kept.problems().empty());
  // The index of a primary key no longer agrees with its table.
  kept.database.connect()->run_script(
      "PRAGMA writable_schema = ON; UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name "
      "= 'sqlite_autoindex_stored_file_1') WHERE name = 'sqlite_autoindex_picture_1'");
  Database again({.place = kept.place.database});
  CHECK(tells(check_store(again, kept.place).problems, "SQLite: "));
}

TEST_CASE("a database without tables, or with those of a newer program, is told") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    Database database({.place = where.place});
    const StorePlace place{where.place, folder.path("files")};
    CHECK(tells(check_store(database, place).problems, "no tables yet"));
    CHECK(store_status(database, place).pending == known_migrations().size());
    auto newer = known_migrations();
    newer.push_back({9999, "future", "CREATE TABLE future (id TEXT)"});
    migrate(database, newer);
    CHECK(tells(check_store(database, place).problems, "newer than this program"));
    CHECK(tells({store_status(database, place).refusal}, "newer than this program"));
  }
}

TEST_CASE("where a database is is told without who may use it") {
  CHECK(printable_place("postgresql://ann:geheim@db.example:5432/digits?password=geheim") ==
        "postgresql://db.example:5432/digits");
  CHECK(printable_place("postgresql:///digits?host=/run") == "postgresql:///digits");
  CHECK(printable_place("postgres://db/digits") == "postgresql://db/digits");
  CHECK(printable_place("/var/a@b/c.sqlite") == "/var/a@b/c.sqlite");
  CHECK(store_place("/data", "").database == "/data/digitnet.sqlite");
  CHECK(store_place("/data", "/else/a").database == "/else/a");
}
