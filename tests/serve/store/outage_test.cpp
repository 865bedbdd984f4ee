#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "database.hpp"
#include "support/database_places.hpp"
#include "support/postgresql_cluster.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

using Steady = std::chrono::steady_clock;
using namespace std::chrono_literals;

std::int64_t answer(Database& database) {
  return database.read([](Transaction& transaction) { return transaction.row("SELECT 42")->integer(0); });
}

void count_up(Database& database) {
  database.write([](Transaction& transaction) { transaction.change("UPDATE counter SET number = number + 1"); });
}

void make_counter(Database& database) {
  database.write([](Transaction& transaction) {
    transaction.change("CREATE TABLE counter (number BIGINT NOT NULL)");
    transaction.change("INSERT INTO counter VALUES (0)");
  });
}

std::int64_t counted(Database& database) {
  return database.read(
      [](Transaction& transaction) { return transaction.row("SELECT number FROM counter")->integer(0); });
}

// Opens several connections.
void use_at_once(Database& database, int threads) {
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back([&] { answer(database); });
  for (std::thread& thread : all) thread.join();
}

}  // namespace

TEST_CASE("after a restart of PostgreSQL work goes on, without an error on connections that were open") {
  if (!has_postgresql()) return;
  PostgresqlCluster cluster;
  Database database({.place = cluster.make_database()});
  make_counter(database);
  use_at_once(database, 4);
  for (const int signal : {SIGINT, SIGQUIT}) {
    cluster.stop(signal);
    CHECK_THROWS_AS(count_up(database), DatabaseError);
    CHECK_THROWS_AS(answer(database), DatabaseError);
    cluster.start();
    use_at_once(database, 4);
    count_up(database);
  }
  CHECK(counted(database) == 2);
}

TEST_CASE("PostgreSQL that takes questions and gives no answer costs the patience, no more") {
  if (!has_postgresql()) return;
  PostgresqlCluster cluster;
  Database database({.place = cluster.make_database(), .patience = 1000ms});
  make_counter(database);
  // The process of the connection, not the postmaster, is the one that falls silent.
  const auto process = database.read([](Transaction& transaction) {
    return static_cast<pid_t>(transaction.row("SELECT pg_backend_pid()")->integer(0));
  });
  REQUIRE(kill(process, SIGSTOP) == 0);
  const auto begin = Steady::now();
  count_up(database);  // on a new connection
  CHECK(Steady::now() - begin < 5s);
  CHECK(counted(database) == 1);
  kill(process, SIGCONT);
}

TEST_CASE("a statement that takes PostgreSQL too long is ended") {
  if (!has_postgresql()) return;
  Database database({.place = shared_postgresql_cluster().make_database(), .patience = 300ms});
  const auto begin = Steady::now();
  CHECK_THROWS_AS(database.read([](Transaction& transaction) { transaction.row("SELECT pg_sleep(20)"); }),
                  DatabaseError);
  CHECK(Steady::now() - begin < 5s);
  CHECK(answer(database) == 42);
}

TEST_CASE("a PostgreSQL that is not there, or not reached by this URL, is an error that gives no password away") {
  for (const char* place :
       {"postgresql:///none?host=/nowhere&user=digitnet&password=geheim",
        "postgresql://digitnet:geheim@127.0.0.1:1/none", "postgresql://digitnet:geheim@127.0.0.1:port/none",
        "postgresql://digitnet:geheim%@127.0.0.1/none", "postgresql://[geheim/none"}) {
    CAPTURE(place);
    try {
      const Database database({.place = place, .patience = 500ms});
      FAIL("opened");
    } catch (const DatabaseError& error) {
      CHECK(std::string(error.what()).find("geheim") == std::string::npos);
    }
  }
}

TEST_CASE("what is no SQLite database is refused and stays as it is") {
  const TestFolder folder;
  const std::string text(5000, 'x');
  std::ofstream(folder.path("file")) << text;
  CHECK_THROWS_WITH_AS(Database({.place = folder.path("file")}), doctest::Contains("not a database"), DatabaseError);
  CHECK(std::filesystem::file_size(folder.path("file")) == text.size());
  CHECK_THROWS_AS(Database({.place = folder.path("")}), DatabaseError);
  CHECK_THROWS_AS(Database({.place = "/proc/none/file"}), DatabaseError);
}

TEST_CASE("an SQLite file that another one replaces is opened anew, and one that is gone is not made again") {
  const TestFolder folder;
  Database database({.place = folder.path("a")});
  make_counter(database);
  {
    Database other({.place = folder.path("b")});
    make_counter(other);
    count_up(other);
  }
  for (const char* name : {"a", "a-wal", "a-shm"}) std::filesystem::remove(folder.path(name));
  CHECK_THROWS_AS(count_up(database), DatabaseError);
  CHECK_FALSE(std::filesystem::exists(folder.path("a")));
  std::filesystem::rename(folder.path("b"), folder.path("a"));
  count_up(database);
  CHECK(counted(database) == 2);
}

TEST_CASE("an SQLite file that another program has locked costs the patience") {
  const TestFolder folder;
  Database holder({.place = folder.path("a")});
  make_counter(holder);
  Database database({.place = folder.path("a"), .patience = 200ms});
  holder.write([&](Transaction& transaction) {
    transaction.change("UPDATE counter SET number = 7");
    std::thread([&] {
      CHECK_THROWS_WITH_AS(count_up(database), doctest::Contains("locked"), DatabaseError);
      CHECK(counted(database) == 0);  // who reads does not wait
    }).join();
  });
  count_up(database);
  CHECK(counted(database) == 8);
}
