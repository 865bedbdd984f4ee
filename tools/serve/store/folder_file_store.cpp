#include "folder_file_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "private_file.hpp"
#include "random_id.hpp"
#include "sha256.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

// Beside the owners' folders, and no owner's name.
constexpr const char* kTemporary = "temporary";
const std::string kAnySum(64, '0');

FileKey key_of(const fs::path& path) {
  return {path.parent_path().parent_path().filename(), path.parent_path().filename(), path.filename()};
}

// The entries of a folder; none when it is not there, since another thread may remove an owner.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code ignored;
  for (fs::directory_iterator it(folder, ignored), end; it != end; it.increment(ignored)) entries.push_back(it->path());
  return entries;
}

}  // namespace

FolderFileStore::FolderFileStore(fs::path folder) : folder_(fs::absolute(std::move(folder)).lexically_normal()) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();
  make_private_path(folder_.parent_path());
  make_private_folder(folder_);
  make_private_folder(folder_ / kTemporary);
}

fs::path FolderFileStore::path(const FileKey& key) const {
  check_key(key);
  return folder_ / key.owner / key.kind / key.sha256;
}

std::string FolderFileStore::put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) {
  const FileKey key{std::string(owner), std::string(kind), sha256(bytes)};
  const fs::path target = path(key);
  if (touch(target)) return key.sha256;
  const std::lock_guard lock(mutex_);  // folders must not go before the file is in them
  make_folders(key);
  write_private_file(target, folder_ / kTemporary / random_id(), bytes);
  return key.sha256;
}

// From now on a file that is there counts as put now.
bool FolderFileStore::touch(const fs::path& path) {
  const std::lock_guard lock(mutex_);
  return utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0;
}

void FolderFileStore::make_folders(const FileKey& key) {
  make_private_folder(folder_ / key.owner);
  make_private_folder(folder_ / key.owner / key.kind);
}

std::optional<std::vector<std::uint8_t>> FolderFileStore::get(const FileKey& key) {
  const fs::path source = path(key);
  std::vector<std::uint8_t> bytes;
  try {
    bytes = read_private_file(source);
  } catch (const FileError&) {
    std::error_code ignored;
    if (!fs::exists(source, ignored)) return {};
    throw;
  }
  if (sha256(bytes) != key.sha256)
    throw DamagedFileError(source.string() + ": its bytes are not those that were stored");
  return bytes;
}

void FolderFileStore::remove(const FileKey& key) {
  const fs::path target = path(key);
  const std::lock_guard lock(mutex_);
  std::error_code error;
  fs::remove(target, error);
  if (error) throw FileError(fmt::format("{}: cannot be removed: {}", target.string(), error.message()));
}

void FolderFileStore::remove_owner(std::string_view owner) {
  check_key({std::string(owner), "any", kAnySum});
  const fs::path target = folder_ / owner;
  const std::lock_guard lock(mutex_);
  std::error_code error;
  fs::remove_all(target, error);
  if (error) throw FileError(fmt::format("{}: cannot be removed: {}", target.string(), error.message()));
  sync_folder(folder_);
}

void FolderFileStore::each(const std::function<void(const Entry&)>& take) {
  for (const fs::path& owner : entries_of(folder_)) {
    if (owner.filename() != kTemporary) each_of(owner, take);
  }
}

std::vector<FileStore::Entry> FolderFileStore::list(std::string_view owner) {
  check_key({std::string(owner), "any", kAnySum});
  std::vector<Entry> found;
  each_of(folder_ / owner, [&](const Entry& entry) { found.push_back(entry); });
  return found;
}

void FolderFileStore::each_of(const fs::path& owner, const std::function<void(const Entry&)>& take) {
  for (const fs::path& kind : entries_of(owner)) {
    for (const fs::path& file : entries_of(kind)) {
      struct stat about {};
      if (stat(file.c_str(), &about) != 0) continue;  // it has just been removed
      take({key_of(file), about.st_size, Time(std::chrono::seconds(about.st_mtim.tv_sec))});
    }
  }
}

std::size_t FolderFileStore::sweep(const std::function<bool(const FileKey&)>& is_known, Time before) {
  std::vector<fs::path> candidates;
  each([&](const Entry& entry) {
    if (entry.put_at < before && !is_known(entry.key)) {
      candidates.push_back(folder_ / entry.key.owner / entry.key.kind / entry.key.sha256);
    }
  });
  std::size_t removed = 0;
  for (const fs::path& path : candidates) removed += remove_if_old(path, before) ? 1 : 0;
  return removed + sweep_temporary(before);
}

std::size_t FolderFileStore::sweep_temporary(Time before) {
  std::size_t removed = 0;
  for (const fs::path& path : entries_of(folder_ / kTemporary)) removed += remove_if_old(path, before) ? 1 : 0;
  return removed;
}

bool FolderFileStore::remove_if_old(const fs::path& path, Time before) {
  const std::lock_guard lock(mutex_);
  std::error_code error;
  return fs::exists(path, error) && changed_at(path) < before && fs::remove(path, error);
}

}  // namespace digitnet::serve
