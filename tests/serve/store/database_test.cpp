#include "database.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <atomic>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

constexpr const char* kTable =
    "CREATE TABLE item (id TEXT PRIMARY KEY, number BIGINT UNIQUE, ratio DOUBLE PRECISION, parent TEXT REFERENCES "
    "item(id), CHECK (number > 0))";

void make_table(Database& database) {
  database.write([](Transaction& transaction) { transaction.change(kTable); });
}

std::int64_t count_items(Database& database) {
  return database.read(
      [](Transaction& transaction) { return transaction.row("SELECT count(*) FROM item")->integer(0); });
}

void add_item(Database& database, const std::string& id, std::int64_t number, DatabaseValue parent = {}) {
  database.write([&](Transaction& transaction) {
    transaction.change("INSERT INTO item (id, number, parent) VALUES (:id, :number, :parent)", {id, number, parent});
  });
}

}  // namespace

TEST_CASE("what is written is read, in its types") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    CHECK(database.is_postgresql() == (place.engine == "PostgreSQL"));
    make_table(database);
    const std::int64_t large = std::numeric_limits<std::int64_t>::max();
    const double third = 1.0 / 3;
    const std::string text = "it's: \"ä€\" \\ :name -- ; 'x'";
    database.write([&](Transaction& transaction) {
      CHECK(transaction.change("INSERT INTO item VALUES (:id, :number, :ratio, :parent)",
                               {text, large, third, DatabaseValue{}}) == 1);
    });
    const auto row = database.read([&](Transaction& transaction) {
      return *transaction.row(
          "SELECT id, number, ratio, parent, max(number), count(*) FROM item WHERE id = :id GROUP BY "
          "id, number, ratio, parent",
          {text});
    });
    CHECK(row.text(0) == text);
    CHECK(row.integer(1) == large);
    CHECK(row.real(2) == third);
    CHECK(row.is_null(3));
    CHECK(row.integer(4) == large);  // also where it comes of an expression
    CHECK(row.integer(5) == 1);
  }
}

TEST_CASE("sums of whole numbers are whole, and rows come back from what changes them") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    add_item(database, "a", 3'000'000'000);
    add_item(database, "b", 4'000'000'000);
    database.write([](Transaction& transaction) {
      CHECK(transaction.row("SELECT sum(number) FROM item")->integer(0) == 7'000'000'000);
      const auto rows = transaction.rows("UPDATE item SET number = number + :more WHERE id = :id RETURNING number",
                                         {std::int64_t{1}, std::string("a")});
      REQUIRE(rows.size() == 1);
      CHECK(rows[0].integer(0) == 3'000'000'001);
      CHECK(transaction.change("DELETE FROM item") == 2);
      CHECK_FALSE(transaction.row("SELECT id FROM item"));
    });
  }
}

TEST_CASE("one statement takes values of changing types, and one name twice takes two values") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    add_item(database, "a", 1);
    add_item(database, "b", 2, "a");
    add_item(database, "c", 3);
    const auto number_of = [&](const DatabaseValue& one, const DatabaseValue& other) {
      return database.read([&](Transaction& transaction) {
        return transaction.rows("SELECT id FROM item WHERE id = :id OR parent = :id", {one, other}).size();
      });
    };
    CHECK(number_of("c", "a") == 2);
    CHECK(number_of(DatabaseValue{}, "a") == 1);
    CHECK(number_of("c", DatabaseValue{}) == 1);
    CHECK_THROWS_AS(database.read([](Transaction& transaction) {
      return transaction.rows("SELECT id FROM item WHERE id = :id OR parent = :id", {std::string("a")}).size();
    }),
                    std::logic_error);
  }
}

TEST_CASE("a violated constraint is told from other errors, and leaves nothing behind") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    add_item(database, "a", 1);
    CHECK_THROWS_AS(add_item(database, "a", 2), ConstraintError);
    CHECK_THROWS_AS(add_item(database, "b", 1), ConstraintError);
    CHECK_THROWS_AS(add_item(database, "b", 2, "nobody"), ConstraintError);
    CHECK_THROWS_AS(add_item(database, "b", -1), ConstraintError);
    CHECK_THROWS_AS(database.write([](Transaction& transaction) {
      transaction.change("INSERT INTO item (id, number) VALUES ('b', 2)");
      transaction.change("INSERT INTO item (id, number) VALUES ('a', 3)");
    }),
                    ConstraintError);
    CHECK(count_items(database) == 1);
  }
}

TEST_CASE("values of a statement that failed are not left to the next time that it runs") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place, .connections = 1});
    make_table(database);
    add_item(database, "a", 1, "a");
    for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(add_item(database, "a", 2, "a"), ConstraintError);
    add_item(database, "b", 3);
    CHECK(database.read([](Transaction& transaction) {
      return transaction.row("SELECT parent FROM item WHERE id = 'b'")->is_null(0);
    }));
    add_item(database, "c", 4, "b");
  }
}

TEST_CASE("errors hold neither SQL nor values") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    add_item(database, "secret", 1);
    try {
      add_item(database, "secret", 2);
      FAIL("not refused");
    } catch (const ConstraintError& error) {
      const std::string what = error.what();
      CHECK(what.find("secret") == std::string::npos);
      CHECK(what.find("item") == std::string::npos);
      CHECK(what.find("INSERT") == std::string::npos);
    }
  }
}

TEST_CASE("after an error the transaction is over, even when the work takes no notice") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    add_item(database, "a", 1);
    const auto careless = [&] {
      database.write([](Transaction& transaction) {
        transaction.change("INSERT INTO item (id, number) VALUES ('b', 2)");
        try {
          transaction.change("INSERT INTO item (id, number) VALUES ('a', 3)");
        } catch (const ConstraintError&) {
        }
      });
    };
    CHECK_THROWS_AS(careless(), ConstraintError);
    CHECK(count_items(database) == 1);
  }
}

TEST_CASE("what throws undoes what it did") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    CHECK_THROWS_AS(database.write([](Transaction& transaction) {
      transaction.change("INSERT INTO item (id, number) VALUES ('b', 2)");
      throw std::runtime_error("enough");
    }),
                    std::runtime_error);
    CHECK(count_items(database) == 0);
    add_item(database, "b", 2);
  }
}

TEST_CASE("text with a NUL or that is not UTF-8 is refused, and so are numbers that are none") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    CHECK_THROWS_AS(add_item(database, std::string("a\0b", 3), 1), ArgumentError);
    CHECK_THROWS_AS(add_item(database, "\xff", 1), ArgumentError);
    CHECK_THROWS_AS(database.write([](Transaction& transaction) {
      transaction.change("UPDATE item SET ratio = :ratio", {std::numeric_limits<double>::quiet_NaN()});
    }),
                    ArgumentError);
    CHECK(count_items(database) == 0);
  }
}

TEST_CASE("a write inside of read, and a transaction inside of a transaction, are mistakes of the program") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    CHECK_THROWS_AS(database.read([](Transaction& transaction) {
      transaction.change("INSERT INTO item (id, number) VALUES ('b', 2)");
    }),
                    std::logic_error);
    CHECK_THROWS_AS(database.write([&](Transaction&) { return count_items(database); }), std::logic_error);
    CHECK(count_items(database) == 0);
  }
}

TEST_CASE("a read sees one state, whatever is written meanwhile") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    database.read([&](Transaction& transaction) {
      CHECK(transaction.row("SELECT count(*) FROM item")->integer(0) == 0);
      std::thread([&] { add_item(database, "a", 1); }).join();
      CHECK(transaction.row("SELECT count(*) FROM item")->integer(0) == 0);
    });
    CHECK(count_items(database) == 1);
  }
}

TEST_CASE("more threads than connections share them, and none of their writes is lost") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place, .connections = 3, .patience = std::chrono::seconds(20)});
    make_table(database);
    add_item(database, "counter", 1);
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 25; ++j) {
          try {
            database.write([](Transaction& transaction) {
              const auto number = transaction.row("SELECT number FROM item WHERE id = 'counter'")->integer(0);
              transaction.change("UPDATE item SET number = :number WHERE id = 'counter'", {number + 1});
            });
          } catch (const Error& error) {
            ++failures;
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(database.read(
              [](Transaction& transaction) { return transaction.row("SELECT number FROM item")->integer(0); }) == 201);
  }
}

TEST_CASE("who waits longer than the patience for a connection gets an error") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place, .connections = 1, .patience = std::chrono::milliseconds(100)});
    make_table(database);
    database.read(
        [&](Transaction&) { std::thread([&] { CHECK_THROWS_AS(count_items(database), DatabaseError); }).join(); });
    CHECK(count_items(database) == 0);
  }
}

TEST_CASE("the file of a new database is its owner's alone, and so is the folder that is made for it") {
  const TestFolder folder;
  const Database database({.place = folder.path("new/a \"b=c.sqlite").replace(folder.path("new/").size() + 2, 1, "'")});
  struct stat about {};
  REQUIRE(stat(folder.path("new/a 'b=c.sqlite").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  REQUIRE(stat(folder.path("new").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0700);
}

TEST_CASE("what a transaction announces is told once it is durable, once, and never when it is undone") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    Database database({.place = place.place});
    make_table(database);
    std::vector<std::string> told;
    std::int64_t seen = -1;
    database.listen([&](const std::string& text) { told.push_back(text); });
    database.write([&](Transaction& transaction) {
      transaction.change("INSERT INTO item (id, number) VALUES ('a', 1)");
      transaction.announce("one");
      transaction.announce("two");
      seen = static_cast<std::int64_t>(told.size());
    });
    CHECK(seen == 0);
    CHECK(told == std::vector<std::string>{"one", "two"});
    CHECK_THROWS_AS(database.write([](Transaction& transaction) {
      transaction.announce("never");
      throw std::runtime_error("no");
    }),
                    std::runtime_error);
    CHECK_THROWS_AS(database.write([](Transaction& transaction) {
      transaction.announce("never");
      transaction.change("INSERT INTO item (id, number) VALUES ('a', 2)");
    }),
                    ConstraintError);
    CHECK(told.size() == 2);
  }
}
