#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "accounts.hpp"
#include "store_place.hpp"
#include "work_pool.hpp"

namespace digitnet::serve {

struct BackupOptions {
  StorePlace place;
  std::filesystem::path folder;                                             ///< made when it is not there
  std::size_t kept = 7;                                                     ///< older ones go
  std::function<void(const std::string&)> log = [](const std::string&) {};  ///< for the operator
};

/// One that lies in the folder, whole.
struct BackupFile {
  std::string name;
  Time made_at;
  std::uintmax_t bytes = 0;
};

struct BackupState {
  bool is_running = false;
  std::string problem;            ///< of the last one since the server began: a sentence; empty when it went well
  std::vector<BackupFile> files;  ///< the latest first
};

/// Backups that administrators ask for, made one at a time on a thread of its own. No route gives them away: they hold
/// everything, password hashes too. For any thread.
class Backups {
 public:
  /// What a server that was killed left of one goes after an hour, at a start or with the next backup.
  Backups(Accounts& accounts, BackupOptions options);

  /// Begins one. Throws AccountError (taken) when one is being made.
  void start(const Administrator& by);
  /// Throws FileError when the folder cannot be read.
  [[nodiscard]] BackupState state() const;
  /// Forgets one that has not begun; one that is being made is finished.
  void abandon() { pool_.abandon(); }

 private:
  void make(const Administrator& by);
  void record(const Administrator& by, const char* action, const std::string& detail);
  [[nodiscard]] std::vector<BackupFile> files() const;
  void remove_old(const std::string& just_made) const;

  Accounts& accounts_;
  BackupOptions options_;
  mutable std::mutex mutex_;  // of the next two
  bool is_running_ = false;
  std::string problem_;
  WorkPool pool_{1, 1};  // last: its thread uses the rest
};

}  // namespace digitnet::serve
