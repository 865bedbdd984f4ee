#include "serve/admin_pages/admin_pages_under_test.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "account_routes.hpp"
#include "admin_pages.hpp"
#include "admin_routes.hpp"
#include "serve/samples/samples_under_test.hpp"

namespace digitnet::test {

using namespace digitnet::serve;
using namespace std::chrono_literals;

AdminPagesUnderTest::AdminPagesUnderTest(const DatabasePlace& place, const TestFolder& folder)
    : backup_folder_(folder.path("backups-" + place.engine)) {
  const auto add = [&](DataPagesUnderTest& pages, Routes& routes, Gate& gate, const AccountFrame& frame) {
    archives_ = std::make_unique<AccountArchives>(pages.accounts->context(), folder.path("exports-" + place.engine));
    BackupOptions backups;
    backups.place = {place.place, folder.path("files-" + place.engine)};
    backups.folder = backup_folder_;
    backups.kept = 2;
    backups.log = [&pages](const std::string& text) { pages.log.push_back(text); };
    maintenance_ = std::make_unique<Maintenance>(
        Maintenance::Parts{*pages.accounts, *archives_, *pages.jobs, shipped_recognizer(), folder.path(), backups});
    add_account_routes(routes, gate, {*pages.accounts, *archives_});
    add_admin_routes(routes, gate, *maintenance_);
    add_admin_pages(routes, gate, *maintenance_, frame);
  };
  pages_ = std::make_unique<DataPagesUnderTest>(place, folder, SampleOptions{}, add);
  admin = pages_->browser("root@example.org", Role::admin);
  program = pages_->program(admin, {Scope::admin});
}

bool AdminPagesUnderTest::has_audit(const std::string& action) {
  return pages_->accounts.has_audit(action, admin.user_id);
}

std::string AdminPagesUnderTest::audit_detail(const std::string& action) {
  const auto rows = pages_->accounts->audit_log({"", action, {}, {}}, {}).rows;
  return rows.empty() ? "" : rows.front().entry.detail;
}

BackupState AdminPagesUnderTest::wait_for_backup() {
  for (int i = 0; i < 3000; ++i) {
    BackupState state = maintenance_->backups().state();
    if (!state.is_running) return state;
    std::this_thread::sleep_for(10ms);
  }
  FAIL("a backup takes too long");
  return {};
}

void AdminPagesUnderTest::break_backup_folder() {
  std::filesystem::remove_all(backup_folder_);
  std::ofstream(backup_folder_) << "in the way";
}

void on_each_engine(const std::function<void(AdminPagesUnderTest&)>& test) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    AdminPagesUnderTest pages(place, folder);
    test(pages);
  }
}

std::string place_of(const Response& response) {
  return std::string(find_field(response.fields, "Location"));
}

}  // namespace digitnet::test
