#include "account_archives.hpp"

#include <fmt/format.h>

#include <fstream>
#include <sstream>

#include "account_export.hpp"
#include "archive.hpp"
#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw FileError(fmt::format("{}: cannot be written", path.string()));
}

std::string read_file(const fs::path& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(bytes).str();
}

}  // namespace

std::string AccountArchives::make(const std::string& user_id) {
  const std::lock_guard lock(mutex_);
  const WorkFolder work(folder_ / "export");
  const fs::path archive = work.path() / "archive.zip";
  ArchiveWriter writer(archive);
  int number = 0;
  export_account(context_, user_id, [&](const std::string& name, std::string_view bytes) {
    const fs::path file = work.path() / std::to_string(number++);
    write_file(file, bytes);
    writer.add(name, file, true);
  });
  writer.finish();
  return read_file(archive);
}

}  // namespace digitnet::serve
