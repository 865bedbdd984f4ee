#include "database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include "connection_pool.hpp"
#include "utf8.hpp"

namespace digitnet::serve {

using Steady = std::chrono::steady_clock;

namespace {

// After so many conflicts the threads of this program wait for each other instead.
constexpr int kFreeAttempts = 3;

void check_value(const DatabaseValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (text->find('\0') != std::string::npos) throw ArgumentError("text for the database: expected none, found a NUL");
    if (!is_utf8(*text)) throw ArgumentError("text for the database: expected UTF-8, found other bytes");
  }
  if (const auto* real = std::get_if<double>(&value); real != nullptr && !std::isfinite(*real)) {
    throw ArgumentError("number for the database: expected a finite one, found another");
  }
}

class RunningTransaction : public Transaction {
 public:
  explicit RunningTransaction(Connection& connection) : connection_(connection) {}

  std::vector<DatabaseRow> rows(std::string_view sql, const std::vector<DatabaseValue>& values) override {
    return run(sql, values).rows;
  }

  std::optional<DatabaseRow> row(std::string_view sql, const std::vector<DatabaseValue>& values) override {
    auto found = run(sql, values).rows;
    return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
  }

  std::int64_t change(std::string_view sql, const std::vector<DatabaseValue>& values) override {
    return run(sql, values).changed;
  }

  void announce(std::string text) override { announced_.push_back(std::move(text)); }

  [[nodiscard]] const std::vector<std::string>& announced() const { return announced_; }

  /// Throws what a statement failed with, if one did, also when the work took no notice.
  void check() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  // PostgreSQL takes no more statements after one that failed; so that nobody counts on SQLite's doing so, neither
  // does.
  Answer run(std::string_view sql, const std::vector<DatabaseValue>& values) {
    check();
    try {
      std::for_each(values.begin(), values.end(), check_value);
      return connection_.run(sql, values);
    } catch (...) {
      failure_ = std::current_exception();
      throw;
    }
  }

  Connection& connection_;
  std::exception_ptr failure_;
  std::vector<std::string> announced_;
};

// Work inside of work would wait for a connection or a lock that it holds itself.
class OnlyTransaction {
 public:
  OnlyTransaction() {
    if (std::exchange(is_running_, true)) throw std::logic_error("a transaction inside of a transaction");
  }
  ~OnlyTransaction() { is_running_ = false; }
  OnlyTransaction(const OnlyTransaction&) = delete;
  OnlyTransaction& operator=(const OnlyTransaction&) = delete;

 private:
  static thread_local bool is_running_;
};
thread_local bool OnlyTransaction::is_running_ = false;

void sleep_after(int attempts) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const int most_ms = 1 << std::min(attempts, 6);
  std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, most_ms * 1000)(random)));
}

}  // namespace

struct Database::State {
  explicit State(DatabaseOptions options) : pool(std::move(options)) {}

  // Waits in line inside this program rather than for the file's lock, where others may overtake.
  [[nodiscard]] std::unique_lock<std::timed_mutex> take_turn() {
    std::unique_lock turn(writer, pool.options().patience);
    if (!turn) throw DatabaseError("database: other work took too long");
    return turn;
  }

  void attempt(bool writes, const std::function<void(Transaction&)>& work) {
    ConnectionPool::Lease lease(pool);
    lease.begin(writes);
    RunningTransaction transaction(*lease);
    try {
      work(transaction);
      transaction.check();
      lease.commit();
    } catch (...) {
      lease.roll_back();
      transaction.check();  // the work may have turned a conflict into an error of its own
      throw;
    }
    if (!listener) return;
    for (const std::string& text : transaction.announced()) listener(text);
  }

  ConnectionPool pool;
  std::timed_mutex writer;
  std::function<void(const std::string&)> listener;
};

Database::Database(DatabaseOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Database::~Database() = default;

void Database::listen(std::function<void(const std::string&)> listener) {
  state_->listener = std::move(listener);
}

bool Database::is_postgresql() const {
  return state_->pool.is_postgresql();
}

std::unique_ptr<Connection> Database::connect() {
  return state_->pool.connect();
}

void Database::transact(bool writes, const std::function<void(Transaction&)>& work) {
  const OnlyTransaction only;
  const auto end = Steady::now() + state_->pool.options().patience;
  for (int attempts = 0;; ++attempts) {
    std::unique_lock<std::timed_mutex> turn;
    if (writes && (!is_postgresql() || attempts >= kFreeAttempts)) turn = state_->take_turn();
    try {
      return state_->attempt(writes, work);
    } catch (const Conflict&) {
      if (Steady::now() > end) throw;
    }
    if (turn) turn.unlock();
    sleep_after(attempts);
  }
}

}  // namespace digitnet::serve
