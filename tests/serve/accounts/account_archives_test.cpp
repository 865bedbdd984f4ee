#include "account_archives.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "accounts_under_test.hpp"
#include "support/database_places.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace fs = std::filesystem;

TEST_CASE("an archive that the user takes is in the audit log") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const TestFolder folder;
    AccountArchives archives(under_test->context(), folder.path("exports"));
    const std::string ada = under_test.add_user("ada@digits.example");
    CHECK(archives.make_own(ada, origin()).starts_with("PK"));
    CHECK(under_test.has_audit("account.export", ada));
  });
}

TEST_CASE("one archive is made at a time, who asks for another is told so, and nothing of it stays") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const TestFolder folder;
    AccountArchives archives(under_test->context(), folder.path("exports"));
    const std::string ada = under_test.add_user("ada@digits.example");
    std::string second;
    under_test->hooks().exports.emplace_back([&](const std::string& id, const ExportSink& sink) {
      sink("image.png", "png");
      second = std::async([&] { return refusal([&] { (void)archives.make(id); }); }).get();
    });
    (void)archives.make(ada);
    CHECK(second == "busy");
    for (const fs::directory_entry& server : fs::directory_iterator(folder.path("exports"))) {
      for (const fs::directory_entry& left : fs::directory_iterator(server)) CHECK(left.path().filename() == "lock");
    }
  });
}

TEST_CASE("what a server that was killed was making goes when the next one starts") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const TestFolder folder;
    const fs::path left = fs::path(folder.path("exports")) / "killed";
    fs::create_directories(left / "archive.abcdef");
    std::ofstream(left / "lock").close();
    const AccountArchives archives(under_test->context(), folder.path("exports"));
    CHECK_FALSE(fs::exists(left));
  });
}
