// What the tests of the store kill, and run several of at once: store_worker JOB PLACE FILES NUMBER.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "file_store.hpp"
#include "random_id.hpp"
#include "serve/store/database_rows.hpp"
#include "serve/store/many_migrations.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

struct Job {
  std::string place;
  std::string files;
  std::int64_t number;
};

// Reads a number and writes the next, by 8 threads.
int count_up(const Job& job) {
  Database database({.place = job.place, .patience = std::chrono::seconds(60)});
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (std::int64_t j = 0; j < job.number; ++j) {
        database.write([](Transaction& transaction) {
          const auto number = transaction.row("SELECT number FROM counter")->integer(0);
          transaction.change("UPDATE counter SET number = :number", {number + 1});
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

// Stores a file and then a row that refers to it, twice as many as there are threads, and says so; until it is killed.
int add_pictures(const Job& job) {
  Database database({.place = job.place});
  const auto files = open_file_store(database, job.files);
  const std::string owner(32, 'a');
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      for (;;) {
        const std::string id = random_id();
        const std::string sum = files->put(owner, "image", std::vector<std::uint8_t>(id.begin(), id.end()));
        database.write([&](Transaction& transaction) {
          transaction.change("INSERT INTO picture VALUES (:id, :owner, :sum)", {id, owner, sum});
          transaction.change("UPDATE counter SET number = number + 1");
        });
        std::printf("%s\n", (id + " " + sum).c_str());
        std::fflush(stdout);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return 0;
}

int migrate_all(const Job& job) {
  Database database({.place = job.place});
  migrate(database, many_migrations());
  return 0;
}

int fail(const char* what) {
  std::printf("%s\n", what);
  return 1;
}

// Fills the disk until nothing goes any more, makes room, and goes on; what was acknowledged must be there.
int fill_disk(const Job& job) {
  const std::string ballast = std::filesystem::path(job.place).parent_path() / "ballast";
  std::ofstream(ballast) << std::string(400'000, 'x');
  Database database({.place = job.place});
  const auto files = open_file_store(database, job.files);
  change(database, "CREATE TABLE filler (content TEXT)");
  std::int64_t written = 0;
  std::string error;
  while (error.empty()) {
    try {
      change(database, "INSERT INTO filler VALUES (:content)", {std::string(20'000, 'y')});
      ++written;
    } catch (const DatabaseError& full) {
      error = full.what();
    }
  }
  if (error.find("full") == std::string::npos) return fail(error.c_str());
  if (written < 5) return fail("the disk was too small");
  try {
    files->put(std::string(32, 'a'), "image", std::vector<std::uint8_t>(300'000, 1));
    return fail("a file went onto a full disk");
  } catch (const FileError&) {
  }
  if (!files->list(std::string(32, 'a')).empty()) return fail("half a file is there");
  if (single_integer(database, "SELECT count(*) FROM filler") != written) return fail("rows are lost");
  std::filesystem::remove(ballast);
  change(database, "INSERT INTO filler VALUES ('after')");
  files->put(std::string(32, 'a'), "image", std::vector<std::uint8_t>(100, 1));
  if (single_integer(database, "SELECT count(*) FROM filler") != written + 1) return fail("it does not go on");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string name = argv[1];
  const Job job{argv[2], argv[3], std::atoll(argv[4])};
  try {
    if (name == "count") return count_up(job);
    if (name == "add") return add_pictures(job);
    if (name == "migrate") return migrate_all(job);
    if (name == "fill") return fill_disk(job);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
  return 2;
}
