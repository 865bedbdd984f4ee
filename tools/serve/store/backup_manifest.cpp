#include "backup_manifest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "digitnet/version.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "digitnet-backup";
constexpr int kVersion = 1;

void check_format(const Json& json) {
  if (!json.is_object() || json.value("format", "") != kFormat) {
    throw FormatError("manifest.json: expected that of a backup of digitnet, found another");
  }
  if (json.at("version").get<int>() > kVersion) {
    throw FormatError(
        fmt::format("manifest.json: expected version {} at most, found {}", kVersion, json.at("version").get<int>()));
  }
}

}  // namespace

std::string archived_name(const BackupManifest::DumpedTable& table) {
  return "tables/" + table.name + ".jsonl";
}

std::string archived_name(const FileKey& key) {
  return "files/" + key.owner + "/" + key.kind + "/" + key.sha256;
}

std::string manifest_json(const BackupManifest& manifest) {
  Json json = {{"format", kFormat},           {"version", kVersion},
               {"program", version()},        {"made_at", manifest.made_at.time_since_epoch().count()},
               {"migrations", Json::array()}, {"tables", Json::array()},
               {"files", Json::array()}};
  for (const auto& one : manifest.migrations) {
    json["migrations"].push_back({{"number", one.number}, {"name", one.name}, {"checksum", one.checksum}});
  }
  for (const auto& table : manifest.tables) {
    json["tables"].push_back(
        {{"name", table.name}, {"columns", table.columns}, {"rows", table.rows}, {"sha256", table.sha256}});
  }
  for (const FileKey& key : manifest.files) json["files"].push_back(Json::array({key.owner, key.kind, key.sha256}));
  return json.dump(1, ' ') + "\n";
}

BackupManifest parse_manifest(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    check_format(json);
    BackupManifest manifest;
    manifest.made_at = Time(std::chrono::milliseconds(json.at("made_at").get<std::int64_t>()));
    for (const Json& one : json.at("migrations")) {
      manifest.migrations.push_back({one.at("number"), one.at("name"), one.at("checksum")});
    }
    for (const Json& table : json.at("tables")) {
      manifest.tables.push_back({table.at("name"), table.at("columns"), table.at("rows"), table.at("sha256")});
    }
    for (const Json& file : json.at("files")) {
      manifest.files.push_back({file.at(0), file.at(1), file.at(2)});
      check_key(manifest.files.back());
    }
    return manifest;
  } catch (const Json::exception&) {
    throw FormatError("manifest.json: expected that of a backup of digitnet, found something else");
  }
}

}  // namespace digitnet::serve
