#include "database_file_store.hpp"

#include <sodium.h>

#include "sha256.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kEntries = "SELECT owner, kind, sha256, bytes, stored_at FROM stored_file";

FileStore::Entry entry_of(const DatabaseRow& row) {
  return {{row.text(0), row.text(1), row.text(2)}, row.integer(3), row.time(4)};
}

std::vector<DatabaseValue> values_of(const FileKey& key) {
  check_key(key);
  return {key.owner, key.kind, key.sha256};
}

}  // namespace

std::vector<DatabaseValue> values_to_put(const FileKey& key, Time now, std::span<const std::uint8_t> bytes) {
  check_key(key);
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return {key.owner, key.kind, key.sha256, value_of(now), static_cast<std::int64_t>(bytes.size()), std::move(hex)};
}

std::vector<std::uint8_t> bytes_of_hex(const std::string& hex) {
  std::vector<std::uint8_t> bytes(hex.size() / 2);
  std::size_t size = 0;
  if (sodium_hex2bin(bytes.data(), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr) != 0) {
    throw DatabaseError("PostgreSQL: the bytes of a file are not in hexadecimal digits");
  }
  return bytes;
}

std::string DatabaseFileStore::put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) {
  const FileKey key{std::string(owner), std::string(kind), sha256(bytes)};
  const auto values = values_to_put(key, system_time(), bytes);
  database_.write([&](Transaction& transaction) { transaction.change(kPutFile, values); });
  return key.sha256;
}

std::optional<std::vector<std::uint8_t>> DatabaseFileStore::get(const FileKey& key) {
  const auto row = database_.read([&](Transaction& transaction) {
    return transaction.row(
        "SELECT encode(content, 'hex') FROM stored_file WHERE owner = :owner AND kind = :kind AND sha256 = :sha256",
        values_of(key));
  });
  if (!row) return {};
  auto bytes = bytes_of_hex(row->text(0));
  if (sha256(bytes) != key.sha256) throw DamagedFileError("a stored file: its bytes are not those that were stored");
  return bytes;
}

void DatabaseFileStore::remove(const FileKey& key) {
  database_.write([&](Transaction& transaction) {
    transaction.change("DELETE FROM stored_file WHERE owner = :owner AND kind = :kind AND sha256 = :sha256",
                       values_of(key));
  });
}

void DatabaseFileStore::remove_owner(std::string_view owner) {
  database_.write([&](Transaction& transaction) {
    transaction.change("DELETE FROM stored_file WHERE owner = :owner", {std::string(owner)});
  });
}

void DatabaseFileStore::each(const std::function<void(const Entry&)>& take) {
  const auto rows = database_.read([](Transaction& transaction) { return transaction.rows(kEntries); });
  for (const DatabaseRow& row : rows) take(entry_of(row));
}

std::vector<FileStore::Entry> DatabaseFileStore::list(std::string_view owner) {
  const auto rows = database_.read([&](Transaction& transaction) {
    return transaction.rows(std::string(kEntries) + " WHERE owner = :owner", {std::string(owner)});
  });
  std::vector<Entry> entries;
  for (const DatabaseRow& row : rows) entries.push_back(entry_of(row));
  return entries;
}

std::size_t DatabaseFileStore::sweep(const std::function<bool(const FileKey&)>& is_known, Time before) {
  std::size_t removed = 0;
  each([&](const Entry& entry) {
    if (entry.put_at >= before || is_known(entry.key)) return;
    auto values = values_of(entry.key);
    values.push_back(value_of(before));
    removed += static_cast<std::size_t>(database_.write([&](Transaction& transaction) {
      return transaction.change(
          "DELETE FROM stored_file WHERE owner = :owner AND kind = :kind AND sha256 = :sha256 AND stored_at < :before",
          values);
    }));
  });
  return removed;
}

}  // namespace digitnet::serve
