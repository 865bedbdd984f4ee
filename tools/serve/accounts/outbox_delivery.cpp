#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <system_error>

#include "clock.hpp"
#include "mail_delivery.hpp"
#include "random_id.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, const std::string& problem) {
  throw MailError(fmt::format("{}: {}", path.string(), problem), false);
}

void make_private_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, fs::perms::owner_all, error);
  if (error) fail(folder, error.message());
}

void write_private_file(const fs::path& path, std::string_view text) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) fail(path, std::strerror(errno));
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  const bool is_written = text.empty() && fsync(file) == 0;
  const int problem = errno;
  close(file);
  if (is_written) return;
  unlink(path.c_str());
  fail(path, std::strerror(problem));
}

}  // namespace

std::string OutboxDelivery::deliver(const Envelope&, const std::string& message) {
  make_private_folder(folder_);
  // In the order in which they were written, as a folder shows its files.
  const fs::path path =
      folder_ / fmt::format("{}-{}.eml", system_time().time_since_epoch().count(), random_id().substr(0, 8));
  fs::path unfinished = path;
  unfinished += ".part";
  write_private_file(unfinished, message);
  std::error_code error;
  fs::rename(unfinished, path, error);
  if (error) fail(path, error.message());
  return "a mail was written to " + path.string();
}

}  // namespace digitnet::serve
