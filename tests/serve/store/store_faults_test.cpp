#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <thread>
#include <utility>

#include "file_references.hpp"
#include "migrations.hpp"
#include "serve/store/database_rows.hpp"
#include "serve/store/many_migrations.hpp"
#include "store_check.hpp"
#include "support/database_places.hpp"
#include "support/process.hpp"
#include "support/small_disk.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

constexpr int kKills = 30;

std::vector<std::string> worker(const std::string& job, const StorePlace& place, int number = 0) {
  return {DIGITNET_STORE_WORKER, job, place.database, place.files, std::to_string(number)};
}

// Lets a job run for a random while and kills it, again and again.
class Killer {
 public:
  explicit Killer(int most_ms) : most_ms_(most_ms) {}

  /// What the job has said by then.
  std::string kill(const std::vector<std::string>& words) {
    Process process(words);
    std::this_thread::sleep_for(std::chrono::milliseconds(std::uniform_int_distribution(1, most_ms_)(random_)));
    process.send_signal(SIGKILL);
    return process.wait().out;
  }
  /// The job had hardly begun: on a machine that is busy with others it gets more time.
  void be_slower() { most_ms_ = std::min(2000, most_ms_ * 3 / 2); }

 private:
  int most_ms_;
  std::mt19937 random_{7};
};

void make_tables(Database& database) {
  migrate(database);
  change(database, "CREATE TABLE counter (number BIGINT)");
  change(database, "INSERT INTO counter VALUES (0)");
  change(database, "CREATE TABLE picture (id TEXT PRIMARY KEY, owner TEXT, sha256 TEXT)");
  change(database, "CREATE VIEW file_references_of_pictures AS SELECT owner, 'image' AS kind, sha256 FROM picture");
}

}  // namespace

TEST_CASE("two programs of eight threads each that read and then write lose no update") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    const StorePlace place{where.place, folder.path("files")};
    Database database({.place = place.database});
    make_tables(database);
    Process first(worker("count", place, 20));
    const auto second = run_process(worker("count", place, 20));
    const auto other = first.wait();
    CHECK_MESSAGE(second.exit_code == 0, second.out);
    CHECK_MESSAGE(other.exit_code == 0, other.out);
    CHECK(single_integer(database, "SELECT number FROM counter") == 320);
  }
}

TEST_CASE("kill -9 at any moment loses nothing that was acknowledged, and leaves nothing half-done") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    const StorePlace place{where.place, folder.path("files-" + where.engine)};
    Database database({.place = place.database});
    make_tables(database);
    std::set<std::string> acknowledged;
    Killer killer(150);
    for (int i = 0; i < kKills; ++i) {
      const std::size_t before = acknowledged.size();
      std::istringstream lines(killer.kill(worker("add", place)));
      for (std::string line; std::getline(lines, line) && !lines.eof();) acknowledged.insert(line.substr(33));
      if (acknowledged.size() == before) killer.be_slower();
    }
    CHECK(acknowledged.size() > 20);
    const auto check = check_store(database, place);
    CHECK(check.problems.empty());
    for (const std::string& problem : check.problems) MESSAGE(problem);
    const auto referenced = referenced_files(database);
    for (const std::string& sum : acknowledged) CHECK(referenced.contains({std::string(32, 'a'), "image", sum}));
    CHECK(single_integer(database, "SELECT number - (SELECT count(*) FROM picture) FROM counter") == 0);
    sweep_files(database, *open_file_store(database, place.files), system_time() + std::chrono::minutes(1));
    CHECK(check_store(database, place, std::chrono::minutes(-1)).problems.empty());
  }
}

TEST_CASE("kill -9 during migrations leaves the state before one of them") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    const StorePlace place{where.place, folder.path("files")};
    Database database({.place = place.database});
    int interrupted = 0;
    std::size_t pending = many_migrations().size();
    Killer killer(60);
    for (int i = 0; i < kKills; ++i) {
      killer.kill(worker("migrate", place));
      const auto state = schema_state(database, many_migrations());
      if (std::exchange(pending, state.pending) == state.pending) killer.be_slower();
      if (!state.applied) continue;
      if (state.pending > 0) ++interrupted;
      // In one statement: PostgreSQL may just be ending what the killed program began.
      CHECK(single_integer(database, "SELECT (SELECT number FROM step) - (SELECT max(number) FROM schema_migration)") ==
            0);
    }
    CHECK(interrupted > 0);  // the kills did fall between two migrations
    migrate(database, many_migrations());
    CHECK(single_integer(database, "SELECT number FROM step") == 59);
  }
}

TEST_CASE("a full disk is an error, loses nothing, and once there is room everything goes on") {
  const TestFolder folder;
  std::filesystem::create_directories(folder.path("disk"));
  const StorePlace place{folder.path("disk/database"), folder.path("disk/files")};
  const auto words = on_small_disk(folder.path("disk"), "1500k", worker("fill", place));
  if (!words) {
    MESSAGE("skipped: this machine refuses mount namespaces");
    return;
  }
  const auto result = run_process(*words);
  CHECK_MESSAGE(result.exit_code == 0, result.out << result.err);
}
