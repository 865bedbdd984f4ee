#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "connection.hpp"
#include "silent_server_watch.hpp"

namespace digitnet::serve {

/// The connections to one database, opened when they are needed, never more than the options allow.
class ConnectionPool {
 public:
  /// Opens the first. Throws DatabaseError.
  explicit ConnectionPool(DatabaseOptions options);

  [[nodiscard]] const DatabaseOptions& options() const { return options_; }
  [[nodiscard]] bool is_postgresql() const { return watch_.has_value(); }
  /// A new connection outside of the pool. Throws DatabaseError.
  [[nodiscard]] std::unique_ptr<Connection> connect(bool may_create = false);

  /// A connection that is taken from the pool, and goes back unless it broke.
  class Lease {
   public:
    /// Waits for one. Throws DatabaseError when the options' patience is over.
    explicit Lease(ConnectionPool& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    /// Begins a transaction, on a new connection when the one at hand is of no use any more. Throws DatabaseError.
    void begin(bool writes);
    void commit() { connection_->commit(); }
    void roll_back() noexcept;
    Connection& operator*() { return *connection_; }

   private:
    ConnectionPool& pool_;
    std::unique_ptr<Connection> connection_;
  };

 private:
  DatabaseOptions options_;
  std::optional<SilentServerWatch> watch_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t leased_ = 0;
};

}  // namespace digitnet::serve
