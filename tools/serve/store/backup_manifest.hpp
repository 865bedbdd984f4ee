#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "file_store.hpp"
#include "migrations.hpp"

namespace digitnet::serve {

/// What a backup holds: the file manifest.json in it.
struct BackupManifest {
  struct DumpedTable {
    std::string name;
    std::vector<std::string> columns;
    std::int64_t rows = 0;
    std::string sha256;
  };
  Time made_at;
  std::vector<AppliedMigration> migrations;
  std::vector<DumpedTable> tables;
  std::vector<FileKey> files;
};

[[nodiscard]] std::string manifest_json(const BackupManifest& manifest);
/// Throws FormatError.
[[nodiscard]] BackupManifest parse_manifest(const std::string& json);

/// How the parts of the archive are called.
inline constexpr const char* kManifestName = "manifest.json";
[[nodiscard]] std::string archived_name(const BackupManifest::DumpedTable& table);
[[nodiscard]] std::string archived_name(const FileKey& key);

}  // namespace digitnet::serve
