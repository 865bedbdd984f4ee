#include "access_log.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
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
  // Holds addresses of people: not for every user of the machine. A pipe that nobody reads would be waited for.
  const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
  if (file < 0) {
    const char* const why = errno == ENXIO ? "nobody reads the pipe" : std::strerror(errno);
    throw FileError(fmt::format("{}: the access log cannot be opened: {}", path, why));
  }
  (void)fcntl(file, F_SETFL, O_APPEND);  // from here on it may block: only its own thread writes
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
  Writer(int file, std::string name, std::shared_ptr<LostLines> lost)
      : name_(std::move(name)), lost_(std::move(lost)), file_(file) {}
  ~Writer() {
    close(file_);
    if (next_file_ >= 0) close(next_file_);
  }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void add(const std::string& line) {
    {
      const std::lock_guard lock(mutex_);
      if (lines_.size() + line.size() <= kMostWaitingBytes) {
        lines_ += line;
        return;
      }
      ++dropped_;
    }
    lost_->add(1, name_, "it is written too slowly, or its reader has stalled");
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
      const std::string lines = std::exchange(lines_, {});
      const std::uint64_t dropped = std::exchange(dropped_, 0);
      if (next_file_ >= 0) {
        close(std::exchange(file_, std::exchange(next_file_, -1)));
        is_torn_ = false;
      }
      lock.unlock();
      const std::uint64_t untold = write_lines(lines) + write_dropped(dropped);
      lock.lock();
      dropped_ += untold;
    }
    has_ended_ = true;
    changed_.notify_all();
  }

 private:
  // How many of the lines were lost: a full disk must not stop the service.
  std::uint64_t write_lines(const std::string& lines) {
    const std::string_view rest = write_out(lines);
    const auto lost = static_cast<std::uint64_t>(std::ranges::count(rest, '\n'));
    if (lost > 0) lost_->add(lost, name_, std::strerror(errno));
    return lost;
  }

  // How many of the lines that were dropped the log does not tell of yet.
  std::uint64_t write_dropped(std::uint64_t dropped) {
    if (dropped == 0) return 0;
    return write_out(fmt::format("{{\"time\":\"{}\",\"dropped\":{}}}\n", utc_now(), dropped)).empty() ? 0 : dropped;
  }

  // What could not be written; errno says why.
  std::string_view write_out(std::string_view text) {
    const bool goes_on = !is_torn_ || text.empty() || ::write(file_, "\n", 1) == 1;
    while (goes_on && !text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written < 0 && errno != EINTR) break;
      if (written <= 0) continue;
      is_torn_ = text[static_cast<std::size_t>(written) - 1] != '\n';
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return text;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::string lines_;
  std::uint64_t dropped_ = 0;
  int next_file_ = -1;
  bool ends_ = false;
  bool has_ended_ = false;
  const std::string name_;
  const std::shared_ptr<LostLines> lost_;
  // Of run() alone.
  int file_;
  bool is_torn_ = false;  // the last line that was written is not whole
};

AccessLog::AccessLog(std::string path, std::shared_ptr<LostLines> lost) : path_(std::move(path)) {
  if (path_.empty()) return;
  writer_ = std::make_shared<Writer>(open_log(path_), path_ == "-" ? "standard error" : path_, std::move(lost));
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

void AccessLog::write_line(std::string_view json) {
  if (writer_) writer_->add(fmt::format("{}\n", json));
}

void AccessLog::reopen() {
  if (writer_ && path_ != "-") writer_->go_on_in(open_log(path_));
}

}  // namespace digitnet::serve
