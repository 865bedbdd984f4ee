#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/database_places.hpp"
#include "support/process.hpp"

using namespace digitnet::test;

namespace {

const std::string kPassword = "a heron waits in the reeds";

/// `digitnet user` on one database.
struct UserCommand {
  std::string place;

  ProcessResult operator()(std::vector<std::string> words, const std::string& input = "") const {
    words.insert(words.begin(), {DIGITNET_COMMAND, "user"});
    ProcessOptions options;
    options.input = input;
    options.environment = {{"DIGITNET_SERVE_DATABASE", place}, {"DIGITNET_SERVE_PUBLIC_URL", "https://digits.example"}};
    return run_process(words, options);
  }
  [[nodiscard]] nlohmann::json list() const { return nlohmann::json::parse((*this)({"list", "--json"}).out); }
};

}  // namespace

// SECURITY.md 7.
TEST_CASE(
    "a new database has no user; the command makes the first administrator, with a password from standard input") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const UserCommand user{place.place};
    const ProcessResult created = user(
        {"create", "root@digits.example", "--admin", "--name", "Root", "--password-stdin"}, kPassword + "\nmore\n");
    CAPTURE(created.err);
    CHECK(created.exit_code == 0);
    CHECK(created.out == "admin root@digits.example was created\n");
    const auto users = user.list();
    REQUIRE(users.size() == 1);
    CHECK(users[0]["email"] == "root@digits.example");
    CHECK(users[0]["name"] == "Root");
    CHECK(users[0]["role"] == "admin");
    CHECK(users[0]["state"] == "active");
    CHECK(users[0]["has_password"] == true);
    CHECK_FALSE(users[0].contains("password_hash"));
  }
}

TEST_CASE("users are made, disabled, enabled, reset and deleted, but for the last administrator") {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    const UserCommand user{place.place};
    REQUIRE(user({"create", "root@digits.example", "--admin", "--password-stdin"}, kPassword).exit_code == 0);
    REQUIRE(user({"create", "ada@digits.example", "--password-stdin"}, kPassword + "\n").exit_code == 0);
    CHECK(user({"disable", "ADA@digits.example"}).exit_code == 0);
    CHECK(user.list()[0]["state"] == "disabled");
    CHECK(user({"reset-password", "ada@digits.example"}).exit_code == 2);
    CHECK(user({"enable", "ada@digits.example"}).exit_code == 0);
    const ProcessResult link = user({"reset-password", "ada@digits.example"});
    CHECK(link.out.starts_with("https://digits.example/reset/"));
    CHECK(link.out.size() == std::string("https://digits.example/reset/").size() + 43 + 1);
    CHECK(user({"reset-password", "ada@digits.example", "--public-url", "https://other.example/"})
              .out.starts_with("https://other.example/reset/"));
    const ProcessResult mailed = user({"reset-password", "ada@digits.example", "--mail"});
    CHECK(mailed.exit_code == 0);
    CHECK(mailed.out.empty());
    CHECK(user({"list", "--search", "ADA"}).out.starts_with("ada@digits.example "));
    CHECK(user({"list", "--search", "nobody"}).out.empty());
    for (const char* command : {"disable", "delete"}) {
      const ProcessResult refused = user({command, "root@digits.example"});
      CHECK(refused.exit_code == 2);
      CHECK(refused.err.find("last administrator") != std::string::npos);
    }
    CHECK(user({"delete", "ada@digits.example"}).exit_code == 0);
    CHECK(user.list().size() == 1);
  }
}

TEST_CASE("the files of a user go with the user, as they do on the page") {
  const TestFolder folder;
  const std::vector<std::string> place{"--data-dir", folder.path()};
  const auto run = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {DIGITNET_COMMAND, "user"});
    words.insert(words.end(), place.begin(), place.end());
    ProcessOptions options;
    options.input = kPassword;
    return run_process(words, options);
  };
  std::vector<std::filesystem::path> files;
  for (const char* email : {"ada@digits.example", "bob@digits.example"}) {
    const auto made = run({"create", email, "--password-stdin", "--json"});
    REQUIRE(made.exit_code == 0);
    const std::string id = nlohmann::json::parse(made.out)["id"];
    files.push_back(std::filesystem::path(folder.path("files")) / id / "image" / std::string(64, 'a'));
    std::filesystem::create_directories(files.back().parent_path());
    std::ofstream(files.back()) << "a picture";
  }
  CHECK(run({"delete", "ada@digits.example"}).exit_code == 0);
  CHECK_FALSE(std::filesystem::exists(files[0]));
  CHECK(std::filesystem::exists(files[1]));
}

TEST_CASE("a password comes from a terminal or standard input, never from a flag, and is judged as any other") {
  const TestFolder folder;
  const UserCommand user{folder.path("accounts.sqlite")};
  const auto refused = [&](std::vector<std::string> words, const std::string& input) {
    words.insert(words.begin(), "create");
    const ProcessResult result = user(words, input);
    CHECK(result.exit_code == 2);
    CHECK(result.err.find(kPassword) == std::string::npos);
    return result.err;
  };
  CHECK(refused({"ada@digits.example"}, kPassword).find("--password-stdin") != std::string::npos);
  CHECK(refused({"ada@digits.example", "--password-stdin"}, "\n").find("empty line") != std::string::npos);
  CHECK(refused({"ada@digits.example", "--password-stdin"}, "short\n").find("12 characters") != std::string::npos);
  CHECK(refused({"no address", "--password-stdin"}, kPassword).find("not an email address") != std::string::npos);
  CHECK(refused({"ada@digits.example", "--password", "x"}, "").find("--password") != std::string::npos);
  REQUIRE(user({"create", "ada@digits.example", "--password-stdin"}, kPassword).exit_code == 0);
  CHECK(refused({"Ada@digits.example", "--password-stdin"}, kPassword).find("Another account") != std::string::npos);
}

TEST_CASE("a database that is not there is not made by a command that only looks, and who is not there is told") {
  const TestFolder folder;
  const UserCommand nowhere{folder.path("nowhere.sqlite")};
  const ProcessResult result = nowhere({"list"});
  CHECK(result.exit_code == 2);
  CHECK(result.err.find("nowhere.sqlite") != std::string::npos);
  const UserCommand user{folder.path("accounts.sqlite")};
  REQUIRE(user({"create", "root@digits.example", "--password-stdin"}, kPassword).exit_code == 0);
  CHECK(user({"disable", "nobody@digits.example"}).err.find("nobody@digits.example: no user has this address") !=
        std::string::npos);
}
