#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "database_value.hpp"
#include "digitnet/error.hpp"

namespace digitnet::serve {

class Connection;

/// The database cannot be used now: it is down, locked for too long, full or damaged. The message is fit for the
/// operator's log: it names neither SQL nor what rows hold.
class DatabaseError : public Error {
 public:
  using Error::Error;
};

/// A row of the kind that there may be only one of is there already, or one that it refers to is not.
class ConstraintError : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// What one piece of work does in the database: all of it is kept or none.
class Transaction {
 public:
  virtual ~Transaction() = default;
  /// Runs a statement with one value for each `:name` in it, in their order; the same name twice takes two. Statements
  /// are prepared once for each connection, so their text is a constant and never holds a value.
  /// All throw ConstraintError and DatabaseError; ArgumentError for text that holds a NUL or is not UTF-8 and for
  /// numbers that are not finite. After any of these the transaction is over, whatever the work does with it: what it
  /// did is undone, and read() or write() throws the same. Text compares by its bytes in `=`; for an order that is the
  /// same everywhere let ORDER BY be of numbers, or sort here.
  [[nodiscard]] virtual std::vector<DatabaseRow> rows(std::string_view sql,
                                                      const std::vector<DatabaseValue>& values = {}) = 0;
  /// The first row, if there is one.
  [[nodiscard]] virtual std::optional<DatabaseRow> row(std::string_view sql,
                                                       const std::vector<DatabaseValue>& values = {}) = 0;
  /// How many rows an INSERT, UPDATE or DELETE touched.
  virtual std::int64_t change(std::string_view sql, const std::vector<DatabaseValue>& values = {}) = 0;
  /// Has Database::listen's listener told this text once what the transaction did is durable; when it is undone, nobody
  /// hears of it.
  virtual void announce(std::string text) = 0;
};

struct DatabaseOptions {
  std::string place;                         ///< the path of an SQLite file, or `postgresql://...`
  std::size_t connections = 8;               ///< at once; further work waits for one
  std::chrono::milliseconds patience{5000};  ///< for a connection or a lock; then DatabaseError
  bool may_create = true;                    ///< an SQLite file that is not there, and its folder
};

/// A database of SQLite or PostgreSQL, used by any number of threads. It comes back by itself: work fails with
/// DatabaseError while the database is down, and does not once it is up again.
class Database {
 public:
  /// Opens it. Does not migrate (migrations.hpp). Throws DatabaseError.
  explicit Database(DatabaseOptions options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs `work(Transaction&)` on one unchanging state of the database, and gives back what it returns.
  template <typename Work>
  auto read(Work&& work) {
    return run(false, work);
  }
  /// Likewise, as if no other write ran at the same time; what it changed is durable when this returns, and undone when
  /// `work` throws. `work` may be run again when another server was in the way, so it has no other effects.
  template <typename Work>
  auto write(Work&& work) {
    return run(true, work);
  }

  /// Who hears what transactions announce, on the thread that ran them; before that there are any. Must not throw.
  void listen(std::function<void(const std::string&)> listener);

  [[nodiscard]] bool is_postgresql() const;
  /// A connection of the caller's own, for what this room does that is no short piece of work. Throws DatabaseError.
  [[nodiscard]] std::unique_ptr<Connection> connect();

 private:
  void transact(bool writes, const std::function<void(Transaction&)>& work);

  template <typename Work>
  auto run(bool writes, Work& work) {
    using Result = std::invoke_result_t<Work&, Transaction&>;
    if constexpr (std::is_void_v<Result>) {
      transact(writes, [&](Transaction& transaction) { work(transaction); });
    } else {
      std::optional<Result> result;
      transact(writes, [&](Transaction& transaction) { result.emplace(work(transaction)); });
      return *std::move(result);
    }
  }

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
