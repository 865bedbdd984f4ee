#pragma once

#include "file_store.hpp"

namespace digitnet::serve {

/// Rows of the table stored_file of a PostgreSQL database.
class DatabaseFileStore : public FileStore {
 public:
  explicit DatabaseFileStore(Database& database) : database_(database) {}

  std::string put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) override;
  std::optional<std::vector<std::uint8_t>> get(const FileKey& key) override;
  void remove(const FileKey& key) override;
  void remove_owner(std::string_view owner) override;
  void each(const std::function<void(const Entry&)>& take) override;
  std::vector<Entry> list(std::string_view owner) override;
  std::size_t sweep(const std::function<bool(const FileKey&)>& is_known, Time before) override;

 private:
  Database& database_;
};

/// The statement that stores a file, and its values.
inline constexpr std::string_view kPutFile =
    "INSERT INTO stored_file (owner, kind, sha256, stored_at, bytes, content) VALUES (:owner, :kind, :sha256, "
    ":stored_at, :bytes, decode(:content, 'hex')) ON CONFLICT (owner, kind, sha256) DO UPDATE SET stored_at = "
    "excluded.stored_at";
[[nodiscard]] std::vector<DatabaseValue> values_to_put(const FileKey& key, Time now,
                                                       std::span<const std::uint8_t> bytes);

/// The bytes that `encode(content, 'hex')` stands for.
[[nodiscard]] std::vector<std::uint8_t> bytes_of_hex(const std::string& hex);

}  // namespace digitnet::serve
