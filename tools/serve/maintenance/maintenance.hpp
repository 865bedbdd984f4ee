#pragma once

#include <string>
#include <utility>

#include "account_archives.hpp"
#include "accounts.hpp"
#include "backups.hpp"
#include "jobs.hpp"
#include "overview.hpp"
#include "recognizer.hpp"
#include "user_data.hpp"

namespace digitnet::serve {

/// What administrators look after, for their pages and interface alike.
class Maintenance {
 public:
  struct Parts {
    Accounts& accounts;
    AccountArchives& archives;
    Jobs& jobs;
    Recognizer& recognizer;
    std::string data_folder;
    BackupOptions backups;
  };
  explicit Maintenance(Parts parts)
      : parts_(std::move(parts)),
        user_data_(parts_.accounts, parts_.archives),
        backups_(parts_.accounts, parts_.backups),
        started_at_(parts_.accounts.context().clock()) {}

  [[nodiscard]] Accounts& accounts() { return parts_.accounts; }
  [[nodiscard]] Administration& users() { return parts_.accounts.administration(); }
  [[nodiscard]] Jobs& jobs() { return parts_.jobs; }
  [[nodiscard]] Promotion& promotion() { return parts_.jobs.promotion(); }
  [[nodiscard]] UserData& user_data() { return user_data_; }
  [[nodiscard]] Backups& backups() { return backups_; }
  [[nodiscard]] Overview overview() {
    return serve::overview(
        {parts_.accounts, parts_.jobs, parts_.recognizer, backups_, parts_.data_folder, started_at_});
  }

 private:
  Parts parts_;
  UserData user_data_;
  Backups backups_;
  Time started_at_;
};

}  // namespace digitnet::serve
