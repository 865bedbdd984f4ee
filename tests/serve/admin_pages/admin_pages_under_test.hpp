#pragma once

#include <functional>
#include <memory>
#include <string>

#include "account_archives.hpp"
#include "maintenance.hpp"
#include "serve/data_pages/data_pages_under_test.hpp"

namespace digitnet::test {

/// Pages and interface for administrators, beside those of users, asked without a connection.
class AdminPagesUnderTest {
 public:
  AdminPagesUnderTest(const DatabasePlace& place, const TestFolder& folder);

  DataPagesUnderTest* operator->() { return pages_.get(); }
  DataPagesUnderTest& operator*() { return *pages_; }
  [[nodiscard]] serve::Maintenance& maintenance() { return *maintenance_; }

  /// A browser that is logged in as the administrator.
  Client admin;
  /// A program of theirs, with the scope admin.
  Client program;

  /// Whether this action of the administrator's is in the audit log.
  [[nodiscard]] bool has_audit(const std::string& action);
  /// The detail of the latest such entry.
  [[nodiscard]] std::string audit_detail(const std::string& action);
  [[nodiscard]] const std::string& backup_folder() const { return backup_folder_; }
  /// Waits for the backup that is being made.
  serve::BackupState wait_for_backup();
  /// Where another is made must not be.
  void break_backup_folder();

 private:
  std::string backup_folder_;
  std::unique_ptr<serve::AccountArchives> archives_;
  std::unique_ptr<serve::Maintenance> maintenance_;
  std::unique_ptr<DataPagesUnderTest> pages_;
};

void on_each_engine(const std::function<void(AdminPagesUnderTest&)>& test);

/// Where a redirect leads; empty for another answer.
[[nodiscard]] std::string place_of(const serve::Response& response);

}  // namespace digitnet::test
