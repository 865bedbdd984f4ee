#include "access_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostWaitingBytes = 4 << 20;
constexpr std::chrono::milliseconds kWritesEvery{100};
constexpr std::chrono::milliseconds kLongestEnd{2000};

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

/// The lines that wait, and the file that they go to.
class AccessLog::Writer {
 public:
  explicit Writer(int file) : file_(file) {}
  ~Writer() {
    close(file_);
    if (next_file_ >= 0) close(next_file_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    if (lines_.size() + line.size() > kMostWaitingBytes) {
      ++dropped_;
    } else {
      lines_ += line;
    }
  }

  void go_on_in(int file) {
    const std::lock_guard lock(mutex_);
    if (next_file_ >= 0) close(next_file_);
    next_file_ = file;
  }

  /// False when that takes longer than `limit`.
  bool end(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex_);
    ends_ = true;
    changed_.notify_all();
    return changed_.wait_for(lock, limit, [this] { return has_ended_; });
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (bool is_last = false; !is_last;) {
      changed_.wait_for(lock, kWritesEvery, [this] { return ends_; });
      is_last = ends_;
      const std::string lines = take_lines();
      if (next_file_ >= 0) close(std::exchange(file_, std::exchange(next_file_, -1)));
      lock.unlock();
      write_out(lines);
      lock.lock();
    }
    has_ended_ = true;
    changed_.notify_all();
  }

 private:
  std::string take_lines() {
    std::string lines = std::exchange(lines_, {});
    if (dropped_ > 0) {
      lines += fmt::format("{{\"time\":\"{}\",\"dropped\":{}}}\n", utc_now(), std::exchange(dropped_, 0));
    }
    return lines;
  }

  void write_out(const std::string& lines) const {
    for (std::size_t done = 0; done < lines.size();) {
      const ssize_t written = ::write(file_, lines.data() + done, lines.size() - done);
      if (written < 0 && errno != EINTR) return;  // a full disk must not stop the service
      if (written > 0) done += static_cast<std::size_t>(written);
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string lines_;
  std::uint64_t dropped_ = 0;
  int next_file_ = -1;
  bool ends_ = false;
  bool has_ended_ = false;
  int file_;  // of run() alone
};

AccessLog::AccessLog(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  writer_ = std::make_shared<Writer>(open_log(path_));
  thread_ = std::thread([writer = writer_] { writer->run(); });
}

AccessLog::~AccessLog() {
  if (!writer_) return;
  writer_->end(kLongestEnd) ? thread_.join() : thread_.detach();
}

void AccessLog::write(const AccessLogEntry& entry) {
  if (!writer_) return;
  writer_->add(
      fmt::format("{{\"time\":\"{}\",\"id\":{},\"client\":{},\"method\":{},\"path\":{},\"status\":{},\"bytes\":{},"
                  "\"ms\":{:.3f}}}\n",
                  utc_now(), log_quote(entry.id), log_quote(entry.client), log_quote(entry.method),
                  log_quote(entry.path), entry.status, entry.bytes, static_cast<double>(entry.time.count()) / 1000));
}

void AccessLog::reopen() {
  if (writer_ && path_ != "-") writer_->go_on_in(open_log(path_));
}

}  // namespace digitnet::serve
