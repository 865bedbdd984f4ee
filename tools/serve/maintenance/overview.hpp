#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "accounts.hpp"
#include "backups.hpp"
#include "job_queue.hpp"
#include "jobs.hpp"
#include "kept_data.hpp"
#include "recognizer.hpp"
#include "store_check.hpp"

namespace digitnet::serve {

/// How a server stands, at a glance.
struct Overview {
  std::string program_version;
  std::string model_version;  ///< that reads pictures now
  Time started_at;            ///< this server
  Time now;
  std::int64_t resident_bytes = 0;
  std::optional<std::uintmax_t> free_bytes;  ///< on the disk of the data folder
  StoreStatus store;                         ///< as store_summary() knows it
  UserCounts users;
  KeptData kept;
  JobCounts jobs;
  MailCounts mails;
  Recognizer::Counts pictures;  ///< since the server began
  BackupState backups;

  /// Of the pictures that were read or found, how many were found.
  [[nodiscard]] double share_from_cache() const;
  /// On average since the server began.
  [[nodiscard]] double pictures_a_minute() const;
};

struct OverviewParts {
  Accounts& accounts;
  Jobs& jobs;
  Recognizer& recognizer;
  Backups& backups;
  std::string data_folder;
  Time started_at;
};

/// Throws DatabaseError and FileError.
[[nodiscard]] Overview overview(const OverviewParts& parts);

}  // namespace digitnet::serve
