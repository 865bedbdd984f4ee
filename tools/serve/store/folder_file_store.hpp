#pragma once

#include <filesystem>
#include <mutex>

#include "file_store.hpp"

namespace digitnet::serve {

/// Files named FOLDER/OWNER/KIND/SHA256.
class FolderFileStore : public FileStore {
 public:
  /// Makes the folder when it is not there. Throws FileError.
  explicit FolderFileStore(std::filesystem::path folder);

  std::string put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) override;
  std::optional<std::vector<std::uint8_t>> get(const FileKey& key) override;
  void remove(const FileKey& key) override;
  void remove_owner(std::string_view owner) override;
  void each(const std::function<void(const Entry&)>& take) override;
  std::vector<Entry> list(std::string_view owner) override;
  std::size_t sweep(const std::function<bool(const FileKey&)>& is_known, Time before) override;

  [[nodiscard]] std::filesystem::path path(const FileKey& key) const;

 private:
  bool touch(const std::filesystem::path& path);
  void make_folders(const FileKey& key);
  void each_of(const std::filesystem::path& owner, const std::function<void(const Entry&)>& take);
  std::size_t sweep_temporary(Time before);
  bool remove_if_old(const std::filesystem::path& path, Time before);

  std::filesystem::path folder_;
  std::mutex mutex_;  // between finding a file old and removing it, nobody may put it anew
};

}  // namespace digitnet::serve
