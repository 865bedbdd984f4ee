#include "migrations.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <regex>
#include <set>
#include <thread>

#include "database_rows.hpp"
#include "next_number.hpp"
#include "support/database_places.hpp"
#include "table_rows.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

const std::vector<Migration> kThree{
    {1, "one", "CREATE TABLE one (id TEXT PRIMARY KEY); INSERT INTO one VALUES ('it''s; -- :x');"},
    {2, "two", "CREATE TABLE two (id TEXT PRIMARY KEY, one TEXT REFERENCES one(id));"},
    {5, "three", "ALTER TABLE two ADD COLUMN name TEXT;"},
};

std::vector<Migration> first(std::size_t count) {
  return {kThree.begin(), kThree.begin() + static_cast<std::ptrdiff_t>(count)};
}

}  // namespace

TEST_CASE("what is pending is applied once, in order") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    CHECK_FALSE(schema_state(database, kThree).applied);
    CHECK(schema_state(database, kThree).pending == 3);
    CHECK(migrate(database, first(2)) == 2);
    CHECK(schema_state(database, kThree).applied == 2);
    CHECK(schema_state(database, kThree).pending == 1);
    CHECK(migrate(database, kThree, [] { return Time(std::chrono::milliseconds(77)); }) == 1);
    CHECK(migrate(database, kThree) == 0);
    CHECK(single_integer(database, "SELECT applied_at FROM schema_migration WHERE number = 5") == 77);
    CHECK(single_integer(database, "SELECT count(*) FROM one WHERE id = 'it''s; -- :x'") == 1);
    CHECK(single_integer(database, "SELECT count(name) FROM two") == 0);
  }
}

TEST_CASE("a database that is newer than the program, changed or another's is refused and stays as it is") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    migrate(database, kThree);
    CHECK_THROWS_WITH_AS(
        migrate(database, first(2)),
        "the database is newer than this program: migration 5 (three) was applied, the last one known is 2",
        SchemaError);
    auto changed = kThree;
    changed[1].sql = "CREATE TABLE two (id TEXT)";
    CHECK_THROWS_WITH_AS(migrate(database, changed),
                         "migration 2 (two): was applied with other contents than this program knows", SchemaError);
    CHECK_THROWS_AS((void)schema_state(database, changed), SchemaError);
    auto other = kThree;
    other.insert(other.begin() + 1, {2, "between", "CREATE TABLE between (id TEXT)"});
    other[2].number = 3;
    CHECK_THROWS_AS(migrate(database, other), SchemaError);
    CHECK(migrate(database, kThree) == 0);
  }
}

TEST_CASE("a migration that fails leaves the state before it, and those before it stay") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    auto broken = kThree;
    broken[1].sql = "CREATE TABLE two (id TEXT); INSERT INTO nothing VALUES (1);";
    CHECK_THROWS_WITH_AS(migrate(database, broken), doctest::Contains("migration 2 (two): "), DatabaseError);
    CHECK(schema_state(database, kThree).applied == 1);
    CHECK(migrate(database, kThree) == 2);
  }
}

TEST_CASE("a table is rebuilt while others refer to it, and rows that refer to none are found") {
  const TestFolder folder;
  Database database({.place = folder.path("a")});
  auto rebuilt = kThree;
  rebuilt.push_back({6, "rows", "INSERT INTO two VALUES ('a', 'it''s; -- :x', 'name');"});
  rebuilt.push_back(
      {7, "rebuilt",
       "CREATE TABLE new_one (id TEXT PRIMARY KEY, more TEXT); INSERT INTO new_one SELECT id, '' FROM one;"
       "DROP TABLE one; ALTER TABLE new_one RENAME TO one;"});
  CHECK(migrate(database, rebuilt) == 5);
  CHECK(single_integer(database, "SELECT count(*) FROM two") == 1);
  rebuilt.push_back({8, "lost", "DELETE FROM one;"});
  CHECK_THROWS_AS(migrate(database, rebuilt), ConstraintError);
  CHECK(single_integer(database, "SELECT count(*) FROM one") == 1);
}

TEST_CASE("many that migrate at once apply each migration once") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    std::atomic<std::size_t> applied = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&] {
        Database database({.place = place.place});
        applied += migrate(database, kThree);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(applied == 3);
  }
}

TEST_CASE("numbers that were given before they were counted are not given again") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    std::vector<Migration> before = known_migrations();
    std::erase_if(before, [](const Migration& migration) { return migration.number > 5; });
    migrate(database, before);
    change(database,
           "INSERT INTO account (id, name, name_key, email, email_key, role, state, created_at) VALUES ('ann', 'Ann', "
           "'ann', 'a@b', 'a@b', 'user', 'active', 0)");
    for (const char* owner : {"'ann'", "NULL"}) {
      const std::string row = std::string("INSERT INTO model_version VALUES (:id, ") + owner +
                              ", 2, 'aa', 1, 'trained', '', 0, 'ann', '', '[]', 0, 0, 0, 0)";
      change(database, row, {std::string(owner)});
    }
    change(database, "INSERT INTO fresh_set VALUES ('set', 'ann', 'pencil', '[]', 0)");
    change(database, "INSERT INTO trial VALUES ('t', 'ann', 4, 'set', 6, 'bb', 1, 1, 0, 0, 0, 0, '0', '', 0)");
    migrate(database);
    const auto next = [&](const NumberSeries& series) {
      return database.write([&](Transaction& transaction) { return next_number(transaction, series); });
    };
    CHECK(next({"version", "ann"}) == 7);  // the test was read by the sixth, which is deleted
    CHECK(next({"version", "ann"}) == 8);
    CHECK(next({"version", std::nullopt}) == 3);
    CHECK(next({"trial", "ann"}) == 5);
  }
}

TEST_CASE("the migrations that are built in apply on both engines, and say nothing that only one of them means") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    CHECK(migrate(database) == known_migrations().size());
    CHECK(single_integer(database, "SELECT count(*) FROM stored_file") == 0);
    // A row that a migration made would be there twice once a backup is restored.
    const auto connection = database.connect();
    for (const Table& table : tables_of(*connection, database.is_postgresql())) {
      CAPTURE(table.name);
      CHECK(connection->run("SELECT 1 FROM " + quoted_name(table.name), {}).rows.empty());
    }
  }
  // REAL is a number of 32 bits to PostgreSQL; the others are words of one engine, or would end the transaction.
  const std::regex foreign(R"(\b(REAL|AUTOINCREMENT|BLOB|SERIAL|BIGSERIAL|BOOLEAN|ROWID|BEGIN|COMMIT|PRAGMA)\b)",
                           std::regex::icase);
  std::int64_t before = -1;
  for (const Migration& migration : known_migrations()) {
    CAPTURE(migration.number);
    CHECK(migration.number > before);
    before = migration.number;
    const std::string sql = std::regex_replace(std::string(migration.sql), std::regex("--[^\n]*"), "");
    CHECK_FALSE(std::regex_search(sql, foreign));
  }
}
