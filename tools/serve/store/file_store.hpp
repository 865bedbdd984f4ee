#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "clock.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// Names a stored file: whose it is, what it is, and the SHA-256 of its bytes.
struct FileKey {
  std::string owner;   ///< a random_id(), or kSiteOwner
  std::string kind;    ///< such as `image` or `model`: small letters and underscores
  std::string sha256;  ///< 64 hexadecimal digits
  auto operator<=>(const FileKey&) const = default;
};

/// Owns what belongs to no user.
inline constexpr std::string_view kSiteOwner = "site";

/// A stored file is not what its name says.
class DamagedFileError : public Error {
 public:
  using Error::Error;
};

/// Pictures and models by owner, kind and SHA-256, for any number of threads. A file never changes.
///
/// A row that refers to a file is written after put() and deleted before remove(), so that a crash leaves at most a
/// file that no row refers to, for sweep(). All throw FileError (a full disk, say) or DatabaseError, and ArgumentError
/// for a key that is none.
class FileStore {
 public:
  virtual ~FileStore() = default;

  /// Stores `bytes` durably and returns their SHA-256; what is there already is as if it were new.
  virtual std::string put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) = 0;
  /// Nothing when it is not there. Throws DamagedFileError.
  [[nodiscard]] virtual std::optional<std::vector<std::uint8_t>> get(const FileKey& key) = 0;
  /// It need not be there. Where the same bytes may be put meanwhile, leave it to sweep().
  virtual void remove(const FileKey& key) = 0;
  virtual void remove_owner(std::string_view owner) = 0;

  struct Entry {
    FileKey key;
    std::int64_t bytes = 0;
    Time put_at;
  };
  virtual void each(const std::function<void(const Entry&)>& take) = 0;
  [[nodiscard]] virtual std::vector<Entry> list(std::string_view owner) = 0;

  /// Removes what `is_known` does not know, if it was put before `before`, and what a crash left half-written. Returns
  /// the number of files.
  virtual std::size_t sweep(const std::function<bool(const FileKey&)>& is_known, Time before) = 0;
};

/// In the database when servers share it; else as files in `folder`, which only this user may read.
[[nodiscard]] std::unique_ptr<FileStore> open_file_store(Database& database, const std::string& folder);

/// Throws ArgumentError for what cannot be a key.
void check_key(const FileKey& key);

}  // namespace digitnet::serve
