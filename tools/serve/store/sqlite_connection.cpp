#include <fcntl.h>
#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <thread>
#include <utility>

#include "connection.hpp"
#include "prepared_statement.hpp"
#include "private_file.hpp"

namespace digitnet::serve {
namespace {

namespace sqlite = sqlite_api;
namespace fs = std::filesystem;
using Steady = std::chrono::steady_clock;

// Waits evenly: SQLite's own pauses grow to 100 ms, so that a program that writes all the time would starve another.
constexpr std::chrono::milliseconds kPause{2};

struct BusyWait {
  std::chrono::milliseconds patience;
  Steady::time_point end{};
};

int wait_for_lock(void* state, int earlier_calls) {
  auto& wait = *static_cast<BusyWait*>(state);
  if (earlier_calls == 0) wait.end = Steady::now() + wait.patience;
  if (Steady::now() > wait.end) return 0;
  std::this_thread::sleep_for(kPause);
  return 1;
}

// SOCI's connection string knows no escape, and SQLite gives names such as `:memory:` a meaning.
std::string connection_string(const std::string& path) {
  if (path.find_first_of("\"\n") != std::string::npos) {
    throw DatabaseError(path + ": a database file's name holds no quotation mark or line end");
  }
  return "db=\"" + fs::absolute(path).string() + "\"";
}

// SQLite would give a new file to everyone's reading; what lies beside it takes its permissions.
void make_private_file(const std::string& path) {
  try {
    make_private_path(fs::absolute(path).parent_path());
  } catch (const FileError& error) {
    throw DatabaseError(error.what());
  }
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) throw DatabaseError(fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  close(file);
}

class FileIdentity {
 public:
  explicit FileIdentity(const std::string& path) {
    struct stat about {};
    there_ = stat(path.c_str(), &about) == 0;
    device_ = about.st_dev;
    inode_ = about.st_ino;
  }
  [[nodiscard]] bool there() const { return there_; }
  bool operator==(const FileIdentity&) const = default;

 private:
  bool there_ = false;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

class SqliteConnection : public Connection {
 public:
  SqliteConnection(const DatabaseOptions& options, bool may_create) : path_(options.place), wait_{options.patience} {
    if (may_create) make_private_file(path_);
    file_.emplace(path_);
    if (!file_->there()) throw DatabaseError(path_ + ": there is no such database");
    checked([&] { session_.open(soci::sqlite3, connection_string(path_)); });
    set_up();
  }

  void begin(bool writes) override {
    if (*file_ != FileIdentity(path_)) throw ConnectionLost(path_ + ": another file has taken its place");
    // A deferred transaction that reads first cannot wait for the lock when it comes to write.
    execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
    writes_ = writes;
  }

  void commit() override { execute("COMMIT"); }

  bool roll_back() noexcept override {
    // SQLite has rolled back by itself after some errors, such as a full disk.
    return sqlite::sqlite3_get_autocommit(handle()) != 0 ||
           sqlite::sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK;
  }

  Answer run(std::string_view sql, const std::vector<DatabaseValue>& values) override {
    Answer answer;
    checked([&] {
      PreparedStatement& statement = statements_.of(session_, sql, values);
      auto* const native = static_cast<soci::sqlite3_statement_backend*>(statement.backend())->stmt_;
      if (!writes_ && sqlite::sqlite3_stmt_readonly(native) == 0) throw std::logic_error("a write inside of read()");
      const Reset reset{native};
      bool has_row = statement.run(values);
      while (has_row) {
        answer.rows.push_back(row_of(native));
        has_row = step(native);
      }
      if (sqlite::sqlite3_stmt_readonly(native) == 0) answer.changed = sqlite::sqlite3_changes(handle());
    });
    return answer;
  }

  void each_row(const std::string& sql, const std::function<void(DatabaseRow)>& take) override {
    sqlite::sqlite3_stmt* native = nullptr;
    if (sqlite::sqlite3_prepare_v2(handle(), sql.c_str(), -1, &native, nullptr) != SQLITE_OK) {
      fail(sqlite::sqlite3_extended_errcode(handle()));
    }
    const std::unique_ptr<sqlite::sqlite3_stmt, decltype(&sqlite::sqlite3_finalize)> owner(native,
                                                                                           sqlite::sqlite3_finalize);
    while (step(native)) take(row_of(native));
  }

  void run_script(const std::string& sql) override { execute(sql.c_str()); }

  void lift_limits() override {}

 private:
  // A statement that is not reset holds its lock.
  struct Reset {
    sqlite::sqlite3_stmt* statement;
    ~Reset() { sqlite::sqlite3_reset(statement); }
  };

  void set_up() {
    sqlite::sqlite3_extended_result_codes(handle(), 1);
    // Before anything else: even the change to WAL waits for locks.
    sqlite::sqlite3_busy_handler(handle(), wait_for_lock, &wait_);
    execute("PRAGMA journal_mode = WAL");
    execute("PRAGMA synchronous = FULL");
    execute("PRAGMA foreign_keys = ON");
    execute("PRAGMA trusted_schema = OFF");
    execute("SELECT count(*) FROM sqlite_master");
  }

  [[nodiscard]] sqlite::sqlite3* handle() {
    return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
  }

  void execute(const char* sql) {
    if (sqlite::sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
      fail(sqlite::sqlite3_extended_errcode(handle()));
    }
  }

  bool step(sqlite::sqlite3_stmt* native) {
    const int code = sqlite::sqlite3_step(native);
    if (code != SQLITE_ROW && code != SQLITE_DONE) fail(sqlite::sqlite3_extended_errcode(handle()));
    return code == SQLITE_ROW;
  }

  static DatabaseRow row_of(sqlite::sqlite3_stmt* native) {
    std::vector<DatabaseValue> values;
    for (int column = 0; column < sqlite::sqlite3_column_count(native); ++column) {
      values.push_back(value_of_column(native, column));
    }
    return DatabaseRow(std::move(values));
  }

  // Not by SOCI, which takes the number that an expression gives for one of 32 bits.
  static DatabaseValue value_of_column(sqlite::sqlite3_stmt* native, int column) {
    switch (sqlite::sqlite3_column_type(native, column)) {
      case SQLITE_NULL:
        return {};
      case SQLITE_INTEGER:
        return static_cast<std::int64_t>(sqlite::sqlite3_column_int64(native, column));
      case SQLITE_FLOAT:
        return sqlite::sqlite3_column_double(native, column);
      default: {
        const auto* text = reinterpret_cast<const char*>(sqlite::sqlite3_column_text(native, column));
        return std::string(text, static_cast<std::size_t>(sqlite::sqlite3_column_bytes(native, column)));
      }
    }
  }

  template <typename Work>
  void checked(Work work) {
    try {
      work();
    } catch (const soci::sqlite3_soci_error& error) {
      const bool is_open = session_.is_connected();
      const int code = is_open ? sqlite::sqlite3_extended_errcode(handle()) : error.result();
      fail(code == SQLITE_OK ? error.result() : code);
    } catch (const soci::soci_error&) {
      throw DatabaseError(path_ + ": the statement cannot be run");
    }
  }

  [[noreturn]] void fail(int code) {
    switch (code & 0xff) {
      case SQLITE_CONSTRAINT:
        throw ConstraintError(fmt::format("{}: a constraint is violated (SQLite {})", path_, code));
      case SQLITE_BUSY:
      case SQLITE_LOCKED:
        throw DatabaseError(fmt::format("{}: locked for more than {} ms", path_, wait_.patience.count()));
      case SQLITE_ERROR:
        tell_programmer(session_.is_connected() ? sqlite::sqlite3_errmsg(handle()) : "");
        throw DatabaseError(path_ + ": the statement does not fit the database");
      default:
        // The text of a code, which knows of no statement.
        throw DatabaseError(fmt::format("{}: {} (SQLite {})", path_, sqlite::sqlite3_errstr(code), code));
    }
  }

  std::string path_;
  std::optional<FileIdentity> file_;
  BusyWait wait_;
  bool writes_ = false;
  soci::session session_;
  PreparedStatements statements_;  // go before their session
};

}  // namespace

std::unique_ptr<Connection> connect_sqlite(const DatabaseOptions& options, bool may_create) {
  return std::make_unique<SqliteConnection>(options, may_create);
}

}  // namespace digitnet::serve
