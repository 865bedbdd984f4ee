#include "backups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "account_error.hpp"
#include "backup.hpp"
#include "digitnet/error.hpp"
#include "iso_time.hpp"
#include "private_file.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStart = "digitnet-";
constexpr std::string_view kEnd = ".zip";
constexpr std::string_view kTimeWithZeros = "0000-00-00T000000Z";
constexpr std::chrono::hours kLongestPause{1};

std::string name_at(Time time) {
  std::string text = iso_time(time);
  std::erase(text, ':');
  return fmt::format("{}{}{}", kStart, text, kEnd);
}

// A name that name_at() gives. What else lies in the folder is somebody's own.
bool is_backup(std::string_view name) {
  if (!name.starts_with(kStart) || !name.ends_with(kEnd)) return false;
  std::string time(name.substr(kStart.size(), name.size() - kStart.size() - kEnd.size()));
  std::ranges::replace_if(
      time, [](char c) { return c >= '0' && c <= '9'; }, '0');
  return time == kTimeWithZeros;
}

// Folders of those that were being made when their servers were killed.
void remove_left_over(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory() || !is_backup(entry.path().stem().string())) continue;
    if (system_time() - changed_at(entry.path()) > kLongestPause) fs::remove_all(entry.path());
  }
}

}  // namespace

Backups::Backups(Accounts& accounts, BackupOptions options) : accounts_(accounts), options_(std::move(options)) {
  try {
    if (fs::is_directory(options_.folder)) remove_left_over(options_.folder);
  } catch (const std::exception& error) {
    options_.log(fmt::format("backups: {}", error.what()));
  }
}

void Backups::start(const Administrator& by) {
  {
    const std::scoped_lock lock(mutex_);
    if (is_running_) throw AccountError(AccountError::Kind::taken, "", "A backup is being made already.");
    is_running_ = true;
  }
  try {
    record(by, "backup.start", "");
    if (!pool_.post([this, by] { make(by); })) {
      throw AccountError(AccountError::Kind::busy, "", "The server stops; no backup is begun.");
    }
  } catch (...) {
    const std::scoped_lock lock(mutex_);
    is_running_ = false;
    throw;
  }
}

void Backups::make(const Administrator& by) {
  std::string problem;
  try {
    make_private_path(options_.folder);
    remove_left_over(options_.folder);
    const std::string name = name_at(accounts_.context().clock());
    const BackupReport report = back_up(accounts_.context().database, options_.place, options_.folder / name);
    if (!report.broken.empty()) {
      problem = fmt::format("{} files that rows refer to are missing or damaged (see 'digitnet db check').",
                            report.broken.size());
      options_.log("backup: " + problem);
    }
    record(by, "backup.done", fmt::format("{}, {} bytes", name, report.bytes));
    remove_old(name);
  } catch (const std::exception& error) {
    options_.log(fmt::format("backup: {}", error.what()));
    problem = "The last backup failed. The reason is in the server's log.";
    try {
      record(by, "backup.failed", "");
    } catch (const std::exception&) {
      // The database may be why it failed.
    }
  }
  const std::scoped_lock lock(mutex_);
  is_running_ = false;
  problem_ = problem;
}

void Backups::record(const Administrator& by, const char* action, const std::string& detail) {
  accounts_.audit({by.user_id, action, "", detail, by.origin});
}

BackupState Backups::state() const {
  BackupState state;
  state.files = files();
  const std::scoped_lock lock(mutex_);
  state.is_running = is_running_;
  state.problem = problem_;
  return state;
}

std::vector<BackupFile> Backups::files() const {
  std::vector<BackupFile> found;
  try {
    if (!fs::is_directory(options_.folder)) return found;
    for (const fs::directory_entry& entry : fs::directory_iterator(options_.folder)) {
      const std::string name = entry.path().filename();
      if (is_backup(name) && entry.is_regular_file()) {
        found.push_back({name, changed_at(entry.path()), entry.file_size()});
      }
    }
  } catch (const fs::filesystem_error& error) {
    throw FileError(error.what());
  }
  std::ranges::sort(found, std::ranges::greater(),
                    [](const BackupFile& file) { return std::pair(file.made_at, file.name); });
  return found;
}

void Backups::remove_old(const std::string& just_made) const {
  const std::vector<BackupFile> all = files();
  for (std::size_t i = options_.kept; i < all.size(); ++i) {
    // The last in the order of times where the clock was set back.
    if (all[i].name != just_made) fs::remove(options_.folder / all[i].name);
  }
}

}  // namespace digitnet::serve
