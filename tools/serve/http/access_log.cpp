#include "access_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostWaitingBytes = 4 << 20;
constexpr std::chrono::milliseconds kWritesEvery{100};

int open_log(const std::string& path) {
  if (path == "-") return dup(STDERR_FILENO);
  // Holds addresses of people: not for every user of the machine.
  const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (file < 0) throw FileError(fmt::format("{}: the access log cannot be opened: {}", path, std::strerror(errno)));
  return file;
}

std::string utc_now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(ms / 1000)), ms % 1000);
}

}  // namespace

std::string log_quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      fmt::format_to(std::back_inserter(quoted), "\\u{:04x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

AccessLog::AccessLog(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  file_ = open_log(path_);
  writer_ = std::thread([this] { run(); });
}

AccessLog::~AccessLog() {
  if (path_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wakes_.notify_one();
  writer_.join();
  close(file_);
}

void AccessLog::write(const AccessLogEntry& entry) {
  if (path_.empty()) return;
  std::string line =
      fmt::format(R"({{"time":"{}","id":{},"client":{},"method":{},"path":{},"status":{},"bytes":{},"ms":{:.3f}}})",
                  utc_now(), log_quote(entry.id), log_quote(entry.client), log_quote(entry.method),
                  log_quote(entry.path), entry.status, entry.bytes, static_cast<double>(entry.time.count()) / 1000);
  line += '\n';
  const std::lock_guard lock(mutex_);
  if (lines_.size() + line.size() > kMostWaitingBytes) {
    ++dropped_;
  } else {
    lines_ += line;
  }
}

void AccessLog::reopen() {
  if (path_.empty() || path_ == "-") return;
  const int file = open_log(path_);
  const std::lock_guard lock(file_mutex_);
  close(std::exchange(file_, file));
}

void AccessLog::run() {
  bool ends = false;
  while (!ends) {
    std::string lines;
    {
      std::unique_lock lock(mutex_);
      wakes_.wait_for(lock, kWritesEvery, [this] { return ends_; });
      ends = ends_;
      lines.swap(lines_);
      if (dropped_ > 0) {
        lines += fmt::format("{{\"time\":\"{}\",\"dropped\":{}}}\n", utc_now(), std::exchange(dropped_, 0));
      }
    }
    write_out(lines);
  }
}

void AccessLog::write_out(const std::string& lines) {
  const std::lock_guard lock(file_mutex_);
  for (std::size_t done = 0; done < lines.size();) {
    const ssize_t written = ::write(file_, lines.data() + done, lines.size() - done);
    if (written < 0 && errno != EINTR) return;  // a full disk must not stop the service
    if (written > 0) done += static_cast<std::size_t>(written);
  }
}

}  // namespace digitnet::serve
