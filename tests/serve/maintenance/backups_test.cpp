#include "backups.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "backup.hpp"
#include "serve/admin_pages/admin_pages_under_test.hpp"
#include "users.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
namespace fs = std::filesystem;

TEST_CASE("a backup is made by a button, is whole, and shows; the last ones are kept") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const Client ann = pages->browser("ann@example.org");
    (void)pages->keep(ann, 7);
    CHECK(place_of(pages->post(pages.admin, "/admin/backups", {})) == "/admin?done=backup");
    BackupState state = pages.wait_for_backup();
    CHECK(state.problem.empty());
    REQUIRE(state.files.size() == 1);
    CHECK(state.files[0].name.starts_with("digitnet-2026-"));
    CHECK(has(pages->get(pages.admin, "/admin"), state.files[0].name));
    CHECK((fs::status(pages.backup_folder()).permissions() & fs::perms::others_all) == fs::perms::none);

    const TestFolder folder;
    const StorePlace place{folder.path("restored.sqlite"), folder.path("restored")};
    CHECK(restore(pages.backup_folder() + "/" + state.files[0].name, place).files == 1);
    Database restored({.place = place.database});
    CHECK(restored.read([](Transaction& transaction) { return Users(transaction).find_by_email("ann@example.org"); }));

    const std::string first = state.files[0].name;
    for (int i = 0; i < 2; ++i) {
      pages->accounts.pass(std::chrono::seconds(1));
      CHECK(pages->send(pages.program, "POST", "/api/v1/admin/backups", "").status == 202);
      state = pages.wait_for_backup();
    }
    REQUIRE(state.files.size() == 2);
    CHECK(state.files[0].name > state.files[1].name);
    CHECK(state.files[1].name > first);
    for (const char* action : {"backup.start", "backup.done"}) CHECK(pages.has_audit(action));
    CHECK(pages.audit_detail("backup.done").find("bytes") != std::string::npos);
  });
}

TEST_CASE("a backup of one's own in the folder stays, and the newest does though the clock was set back") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    fs::create_directories(pages.backup_folder());
    const fs::path own = fs::path(pages.backup_folder()) / "digitnet-before-the-move.zip";
    std::ofstream(own) << "mine";
    const auto make = [&] {
      pages.maintenance().backups().start({pages.admin.user_id, origin()});
      return pages.wait_for_backup().files;
    };
    for (int i = 0; i < 3; ++i) {
      pages->accounts.pass(std::chrono::hours(-1));
      const std::vector<BackupFile> files = make();
      REQUIRE_FALSE(files.empty());
      CHECK(files.size() <= 2);
      // The name tells the time that the server takes it to be.
      CHECK(std::ranges::min(files, {}, &BackupFile::name).name == files.front().name);
    }
    CHECK(fs::exists(own));
  });
}

TEST_CASE("what a server that was killed left of a backup goes after an hour") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    const auto make = [&](const std::string& name, std::chrono::minutes age) {
      const fs::path path = fs::path(pages.backup_folder()) / name;
      fs::create_directories(path);
      fs::last_write_time(path, fs::file_time_type::clock::now() - age);
      return path;
    };
    const fs::path left = make("digitnet-2026-09-21T141320Z.zip.CfNNaP", std::chrono::minutes(61));
    const fs::path young = make("digitnet-2026-09-21T151320Z.zip.CfNNaP", std::chrono::minutes(59));
    const fs::path own = make("digitnet-own", std::chrono::minutes(61));
    BackupOptions options;
    options.folder = pages.backup_folder();
    const Backups next(*pages->accounts, options);
    CHECK_FALSE(fs::exists(left));
    CHECK(fs::exists(young));
    CHECK(fs::exists(own));
  });
}

TEST_CASE("one backup is made at a time") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    int begun = 0;
    int refused = 0;
    for (int i = 0; i < 20; ++i) {
      const int status = pages->send(pages.program, "POST", "/api/v1/admin/backups", "").status;
      CHECK((status == 202 || status == 409));
      ++(status == 202 ? begun : refused);
    }
    CHECK(begun >= 1);
    CHECK(refused >= 1);
    CHECK(pages.wait_for_backup().problem.empty());
  });
}

TEST_CASE("a backup that fails leaves nothing half-written, says so, and the next one may be made") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    pages.break_backup_folder();
    pages.maintenance().backups().start({pages.admin.user_id, origin()});
    const BackupState failed = pages.wait_for_backup();
    CHECK(failed.problem == "The last backup failed. The reason is in the server's log.");
    CHECK(failed.files.empty());
    CHECK(has(pages->get(pages.admin, "/admin"), "The last backup failed."));
    CHECK_FALSE(pages->log.empty());
    CHECK(pages.has_audit("backup.failed"));
    fs::remove(pages.backup_folder());
    pages.maintenance().backups().start({pages.admin.user_id, origin()});
    CHECK(pages.wait_for_backup().problem.empty());
    CHECK(fs::directory_iterator(pages.backup_folder()) != fs::directory_iterator());
  });
}

TEST_CASE("no page and no route gives a backup away") {
  on_each_engine([](AdminPagesUnderTest& pages) {
    pages.maintenance().backups().start({pages.admin.user_id, origin()});
    const std::string name = pages.wait_for_backup().files.at(0).name;
    for (const std::string& path :
         {"/admin/backups/" + name, std::string("/admin/backups"), "/api/v1/admin/backups/" + name}) {
      const int status = pages->get(pages.admin, path).status;
      CAPTURE(path);
      CHECK((status == 404 || status == 405));
    }
  });
}
