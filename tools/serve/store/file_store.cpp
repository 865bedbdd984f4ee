#include "file_store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "database_file_store.hpp"
#include "folder_file_store.hpp"

namespace digitnet::serve {
namespace {

bool is_hexadecimal(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_kind(std::string_view text) {
  return !text.empty() && text.size() <= 20 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string_view::npos;
}

}  // namespace

void check_key(const FileKey& key) {
  if (key.owner != kSiteOwner && !is_hexadecimal(key.owner, 32)) {
    throw ArgumentError("owner of a file: expected 32 hexadecimal digits, found something else");
  }
  if (!is_kind(key.kind)) throw ArgumentError("kind of a file: expected small letters, found something else");
  if (!is_hexadecimal(key.sha256, 64)) {
    throw ArgumentError("name of a file: expected 64 hexadecimal digits, found something else");
  }
}

std::unique_ptr<FileStore> open_file_store(Database& database, const std::string& folder) {
  if (database.is_postgresql()) return std::make_unique<DatabaseFileStore>(database);
  return std::make_unique<FolderFileStore>(folder);
}

}  // namespace digitnet::serve
