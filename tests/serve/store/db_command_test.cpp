#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "file_store.hpp"
#include "migrations.hpp"
#include "serve/store/database_rows.hpp"
#include "support/database_places.hpp"
#include "support/process.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

ProcessResult db(std::vector<std::string> words, ProcessOptions options = {}) {
  words.insert(words.begin(), {DIGITNET_COMMAND, "db"});
  return run_process(words, std::move(options));
}

std::vector<std::string> at(const std::string& command, const DatabasePlace& where, const TestFolder& folder) {
  return {command, "--database", where.place, "--data-dir", folder.path("data")};
}

ProcessOptions with(std::vector<std::pair<std::string, std::string>> environment) {
  ProcessOptions options;
  options.environment = std::move(environment);
  return options;
}

}  // namespace

TEST_CASE("db makes the tables, tells of them, finds nothing wrong, and moves them from place to place") {
  const TestFolder folder;
  for (const DatabasePlace& where : new_database_places(folder)) {
    CAPTURE(where.engine);
    CHECK(db(at("migrate", where, folder)).exit_code == 0);
    CHECK(db(at("migrate", where, folder)).out.starts_with("0 migrations applied"));
    auto words = at("status", where, folder);
    CHECK(db(words).out.starts_with(where.engine + " at "));
    words.push_back("--json");
    const auto status = db(words);
    CHECK(status.exit_code == 0);
    const auto json = nlohmann::json::parse(status.out);
    CHECK(json["engine"] == where.engine);
    CHECK(json["applied"] == known_migrations().back().number);
    CHECK(json["pending"] == 0);
    CHECK(json["refusal"].is_null());
    words = at("check", where, folder);
    words.push_back("--json");
    CHECK(nlohmann::json::parse(db(words).out)["ok"] == true);

    words = at("backup", where, folder);
    words.push_back(folder.path("backup-" + where.engine + ".zip"));
    CHECK(db(words).exit_code == 0);
    const std::string to = folder.path("new-" + where.engine);
    CHECK(db({"restore", folder.path("backup-" + where.engine + ".zip"), "--data-dir", to}).exit_code == 0);
    CHECK(db({"check", "--data-dir", to}).out.starts_with("all is well"));
    const auto again = db({"restore", folder.path("backup-" + where.engine + ".zip"), "--data-dir", to});
    CHECK(again.exit_code == 2);
    CHECK(again.err.find("expected nothing there") != std::string::npos);
  }
}

TEST_CASE("db takes the place from the variables of the server, and flags come before them") {
  const TestFolder folder;
  CHECK(db({"migrate"}, with({{"DIGITNET_SERVE_DATA_DIR", folder.path("a")}})).exit_code == 0);
  CHECK(fs::exists(folder.path("a/digitnet.sqlite")));
  CHECK(db({"migrate"}, with({{"DIGITNET_SERVE_DATABASE", folder.path("b.sqlite")}})).exit_code == 0);
  CHECK(fs::exists(folder.path("b.sqlite")));
  CHECK(db({"status", "--data-dir", folder.path("a")}, with({{"DIGITNET_SERVE_DATA_DIR", "/nowhere"}})).exit_code == 0);
}

TEST_CASE("db ends with 2 where there is no database or none that it can read, and makes none") {
  const TestFolder folder;
  std::ofstream(folder.path("text")) << std::string(9000, 'x');
  for (const char* command : {"status", "check"}) {
    CHECK(db({command, "--data-dir", folder.path("none")}).exit_code == 2);
    CHECK(db({command, "--database", folder.path("text")}).exit_code == 2);
    const auto down = db({command, "--database", "postgresql://ann:geheim@127.0.0.1:1/none"});
    CHECK(down.exit_code == 2);
    CHECK(down.err.find("refused") != std::string::npos);
    CHECK(down.err.find("geheim") == std::string::npos);
  }
  CHECK_FALSE(fs::exists(folder.path("none")));
  CHECK(db({}).exit_code == 2);
  CHECK(db({"restore", folder.path("text"), "--data-dir", folder.path("none")}).exit_code == 2);
  CHECK(db({"backup", folder.path("none/file.zip"), "--data-dir", folder.path("none")}).exit_code == 2);
}

TEST_CASE("db ends with 1 when a check finds something, or migrations are to be applied") {
  const TestFolder folder;
  {
    Database database({.place = folder.path("digitnet.sqlite")});
    CHECK(db({"status", "--data-dir", folder.path()}).exit_code == 1);
    migrate(database);
    change(database, "CREATE VIEW file_references_of_none AS SELECT 'site' AS owner, 'model' AS kind, '" +
                         std::string(64, 'a') + "' AS sha256");
  }
  const auto check = db({"check", "--data-dir", folder.path()});
  CHECK(check.exit_code == 1);
  CHECK(check.out == "the model " + std::string(64, 'a') + " of site: is not there\n");
  const auto backup = db({"backup", folder.path("backup.zip"), "--data-dir", folder.path()});
  CHECK(backup.exit_code == 1);
  CHECK(backup.err.find("1 files that rows refer to are missing") != std::string::npos);
}
