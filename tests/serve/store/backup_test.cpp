#include "backup.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "connection.hpp"
#include "database_rows.hpp"
#include "file_references.hpp"
#include "store_check.hpp"
#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

const std::string kAnn(32, 'a');

// Rows that refer to themselves, to each other in a circle, and to files.
std::vector<Migration> with_tables() {
  auto migrations = known_migrations();
  migrations.push_back(
      {9001, "test",
       "CREATE TABLE person (id TEXT PRIMARY KEY, boss TEXT REFERENCES person(id), ratio DOUBLE PRECISION, best TEXT);"
       "CREATE TABLE \"order\" (id BIGINT PRIMARY KEY, \"from\" TEXT NOT NULL REFERENCES person(id));"
       "CREATE TABLE picture (owner TEXT NOT NULL, sha256 TEXT NOT NULL);"
       "CREATE VIEW file_references_of_pictures AS SELECT owner, 'image' AS kind, sha256 FROM picture;"});
  return migrations;
}

std::vector<Migration> with_one_more() {
  auto migrations = with_tables();
  migrations.push_back({9002, "more", "ALTER TABLE person ADD COLUMN colour TEXT DEFAULT 'blue';"});
  return migrations;
}

struct Kept {
  Kept(const DatabasePlace& where, const TestFolder& folder)
      : place{where.place, folder.path("files" + std::to_string(++number))}, database({.place = where.place}) {
    migrate(database, with_tables());
    files = open_file_store(database, place.files);
  }

  void add_picture(std::uint8_t number_of_picture) {
    const std::string sum = files->put(kAnn, "image", std::vector<std::uint8_t>{1, 2, number_of_picture});
    change(database, "INSERT INTO picture VALUES (:owner, :sum)", {kAnn, sum});
  }

  void fill() {
    database.write([](Transaction& transaction) {
      transaction.change("INSERT INTO person VALUES (:id, NULL, :ratio, NULL)", {std::string("b"), 1.0 / 3});
      transaction.change("INSERT INTO person VALUES (:id, :boss, :ratio, :best)",
                         {std::string("a"), std::string("b"), 2.0, std::string("\"ä\n\\u0001\x01 :x")});
      transaction.change("UPDATE person SET boss = 'a' WHERE id = 'b'");
      transaction.change("INSERT INTO \"order\" VALUES (:id, 'a')", {std::int64_t{9'007'199'254'740'993}});
    });
    for (std::uint8_t i = 0; i < 5; ++i) add_picture(i);
  }

  static inline int number = 0;
  StorePlace place;
  Database database;
  std::unique_ptr<FileStore> files;
};

void check_filled(Database& database, const StorePlace& place) {
  const auto row = database.read([](Transaction& transaction) {
    return *transaction.row(
        "SELECT p.boss, p.ratio, p.best, q.ratio, o.id FROM person p JOIN person q ON q.id = p.boss "
        "JOIN \"order\" o ON o.\"from\" = p.id WHERE p.id = 'a'");
  });
  CHECK(row.text(0) == "b");
  CHECK(row.real(1) == 2.0);
  CHECK(row.text(2) == "\"ä\n\\u0001\x01 :x");
  CHECK(row.real(3) == 1.0 / 3);
  CHECK(row.integer(4) == 9'007'199'254'740'993);
  const auto files = open_file_store(database, place.files);
  const auto keys = referenced_files(database);
  CHECK(keys.size() == 5);
  for (const FileKey& key : keys) CHECK(files->get(key));
  CHECK_THROWS_AS(change(database, "INSERT INTO \"order\" VALUES (1, 'nobody')"), ConstraintError);
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

bool is_nothing_at(const StorePlace& place) {
  return !fs::exists(place.database) && !fs::exists(place.files);
}

}  // namespace

TEST_CASE("a backup of either engine is restored to either engine, whole") {
  const TestFolder folder;
  for (const DatabasePlace& from : new_database_places(folder)) {
    CAPTURE(from.engine);
    Kept kept(from, folder);
    kept.fill();
    const std::string archive = folder.path("backup.zip");
    const auto report = back_up(kept.database, kept.place, archive, with_tables());
    CHECK(report.rows == 8);
    CHECK(report.files == 5);
    CHECK(report.broken.empty());
    struct stat about {};
    REQUIRE(stat(archive.c_str(), &about) == 0);
    CHECK((about.st_mode & 0777) == 0600);
    for (const DatabasePlace& to : new_database_places(folder)) {
      CAPTURE(to.engine);
      const StorePlace place{to.place, folder.path("restored-" + from.engine + "-" + to.engine)};
      const auto restored = restore(archive, place, with_one_more());
      CHECK(restored.tables == report.tables);
      CHECK(restored.rows == 8);
      CHECK(restored.files == 5);
      Database database({.place = place.database});
      CHECK(schema_state(database, with_one_more()).pending == 0);
      CHECK(single_integer(database, "SELECT count(*) FROM person WHERE colour = 'blue'") == 2);
      check_filled(database, place);
      CHECK_THROWS_WITH_AS(restore(archive, place, with_one_more()), doctest::Contains("expected nothing there"),
                           ArgumentError);
    }
  }
  for (const auto& entry : fs::directory_iterator(folder.path())) {  // no work folder stays
    CHECK(entry.path().filename().string().find(".zip.") == std::string::npos);
    CHECK(entry.path().filename().string().find("files.") == std::string::npos);
  }
}

TEST_CASE("a backup of a newer program is refused, and the place stays empty") {
  const TestFolder folder;
  Kept kept({"SQLite", folder.path("a")}, folder);
  kept.fill();
  migrate(kept.database, with_one_more());
  back_up(kept.database, kept.place, folder.path("backup.zip"), with_one_more());
  const StorePlace place{folder.path("b"), folder.path("b-files")};
  CHECK_THROWS_WITH_AS(restore(folder.path("backup.zip"), place, with_tables()), doctest::Contains("newer"),
                       SchemaError);
  CHECK(is_nothing_at(place));
  CHECK_THROWS_AS(back_up(kept.database, kept.place, folder.path("other.zip"), with_tables()), SchemaError);
  CHECK_FALSE(fs::exists(folder.path("other.zip")));
}

TEST_CASE("half a backup is refused, and one with a changed byte is, too, or says the same") {
  const TestFolder folder;
  Kept kept({"SQLite", folder.path("a")}, folder);
  kept.fill();
  back_up(kept.database, kept.place, folder.path("backup.zip"), with_tables());
  const std::string whole = read_text(folder.path("backup.zip"));
  const StorePlace place{folder.path("b"), folder.path("b-files")};
  for (std::size_t size = 0; size < whole.size(); size += 151) {
    write_text(folder.path("half.zip"), whole.substr(0, size));
    CHECK_THROWS_AS(restore(folder.path("half.zip"), place, with_tables()), Error);
    CHECK(is_nothing_at(place));
  }
  int refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 61) {
    CAPTURE(at);
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    write_text(folder.path("changed.zip"), changed);
    try {
      restore(folder.path("changed.zip"), place, with_tables());
      Database database({.place = place.database});
      check_filled(database, place);
    } catch (const Error&) {
      ++refused;
      CHECK(is_nothing_at(place));
    }
    for (const char* end : {"", "-wal", "-shm", "-files"}) fs::remove_all(place.database + end);
  }
  CHECK(refused > 5);
  CHECK_THROWS_AS(restore(folder.path("nowhere.zip"), place), FileError);
}

TEST_CASE("PostgreSQL that cannot take a backup whole takes nothing of it") {
  const TestFolder folder;
  const auto places = new_database_places(folder);
  if (places.size() < 2) return;
  Kept kept({"SQLite", folder.path("a")}, folder);
  kept.fill();
  // Only without looking at references can SQLite hold such a row.
  kept.database.connect()->run_script("PRAGMA foreign_keys = OFF; INSERT INTO \"order\" VALUES (7, 'nobody')");
  back_up(kept.database, kept.place, folder.path("backup.zip"), with_tables());
  CHECK_THROWS_AS(restore(folder.path("backup.zip"), {places[1].place, ""}, with_tables()), ConstraintError);
  Database database({.place = places[1].place});
  CHECK(single_integer(database, "SELECT count(*) FROM person") == 0);
  CHECK(single_integer(database, "SELECT count(*) FROM stored_file") == 0);
  change(kept.database, "DELETE FROM \"order\" WHERE id = 7");
  back_up(kept.database, kept.place, folder.path("backup.zip"), with_tables());
  restore(folder.path("backup.zip"), {places[1].place, ""}, with_tables());
  check_filled(database, {places[1].place, ""});
}

TEST_CASE("a backup is of one moment, whatever is written and removed meanwhile") {
  const TestFolder folder;
  for (const DatabasePlace& from : new_database_places(folder)) {
    CAPTURE(from.engine);
    Kept kept(from, folder);
    kept.fill();
    std::atomic<bool> stops = false;
    std::thread writer([&] {
      for (std::int64_t i = 0; !stops; ++i) {
        kept.database.write([&](Transaction& transaction) {
          transaction.change("INSERT INTO \"order\" VALUES (:id, 'a')", {i + 1});
          transaction.change("INSERT INTO person (id) VALUES (:id)", {std::to_string(i)});
        });
        kept.add_picture(static_cast<std::uint8_t>(100 + i % 100));
      }
    });
    for (int i = 0; i < 4; ++i) {
      const std::string archive = folder.path("backup.zip");
      CHECK(back_up(kept.database, kept.place, archive, with_tables()).broken.empty());
      const StorePlace place{folder.path("b"), folder.path("b-files")};
      restore(archive, place, with_tables());
      {
        Database database({.place = place.database});
        CHECK(single_integer(database, "SELECT (SELECT count(*) FROM person) - (SELECT count(*) FROM \"order\")") == 1);
      }
      for (const char* end : {"", "-wal", "-shm", "-files"}) fs::remove_all(place.database + end);
    }
    stops = true;
    writer.join();
  }
}

TEST_CASE("a file that is missing or damaged does not keep a backup from being made, and is told") {
  const TestFolder folder;
  Kept kept({"SQLite", folder.path("a")}, folder);
  kept.fill();
  const auto keys = referenced_files(kept.database);
  const FileKey missing = *keys.begin();
  const FileKey damaged = *keys.rbegin();
  kept.files->remove(missing);
  write_text(kept.place.files + "/" + damaged.owner + "/image/" + damaged.sha256, "other");
  const auto report = back_up(kept.database, kept.place, folder.path("backup.zip"), with_tables());
  CHECK(report.broken == std::vector<FileKey>{missing, damaged});
  CHECK(report.files == 3);
  CHECK(restore(folder.path("backup.zip"), {folder.path("b"), folder.path("b-files")}, with_tables()).files == 3);
}
