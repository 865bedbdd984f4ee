#include "account_archives.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "account_error.hpp"
#include "account_export.hpp"
#include "archive.hpp"
#include "audit_log.hpp"
#include "digitnet/error.hpp"
#include "random_id.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kUntilMade{2};

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

AccountArchives::AccountArchives(AccountContext& context, const std::string& folder)
    : context_(context), folder_(folder, random_id()) {}

std::string AccountArchives::make(const std::string& user_id) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) throw AccountError(AccountError::Kind::busy, "", "Another archive is being made just now.", kUntilMade);
  const WorkFolder work(fs::path(folder_.path()) / "archive");
  const fs::path archive = work.path() / "archive.zip";
  ArchiveWriter writer(archive);
  int number = 0;
  export_account(context_, user_id, [&](const std::string& name, std::string_view bytes) {
    const fs::path file = work.path() / std::to_string(number++);
    write_file(file, bytes);
    const bool is_compressed = name.ends_with(".png");
    writer.add(name, file, !is_compressed);
  });
  writer.finish();
  return read_file(archive);
}

std::string AccountArchives::make_own(const std::string& user_id, const RequestOrigin& origin) {
  // First noted, then made: no copy leaves without a trace.
  context_.database.write([&](Transaction& transaction) {
    AuditLog(transaction).record({user_id, "account.export", user_id, "", origin}, context_.clock());
  });
  return make(user_id);
}

}  // namespace digitnet::serve
