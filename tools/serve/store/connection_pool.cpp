#include "connection_pool.hpp"

#include <fmt/format.h>

#include <utility>

#include "store_place.hpp"

namespace digitnet::serve {
ConnectionPool::ConnectionPool(DatabaseOptions options) : options_(std::move(options)) {
  if (is_postgresql_url(options_.place)) watch_.emplace();
  idle_.push_back(connect(options_.may_create));
}

std::unique_ptr<Connection> ConnectionPool::connect(bool may_create) {
  return watch_ ? connect_postgresql(options_, *watch_) : connect_sqlite(options_, may_create);
}

ConnectionPool::Lease::Lease(ConnectionPool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  const auto is_free = [this] { return pool_.leased_ < pool_.options_.connections; };
  if (!pool_.freed_.wait_for(lock, pool_.options_.patience, is_free)) {
    throw DatabaseError(fmt::format("database: all {} connections are busy", pool_.options_.connections));
  }
  ++pool_.leased_;
  if (!pool_.idle_.empty()) {
    connection_ = std::move(pool_.idle_.back());
    pool_.idle_.pop_back();
  }
}

ConnectionPool::Lease::~Lease() {
  {
    const std::lock_guard lock(pool_.mutex_);
    --pool_.leased_;
    if (connection_) pool_.idle_.push_back(std::move(connection_));
  }
  pool_.freed_.notify_one();
}

void ConnectionPool::Lease::begin(bool writes) {
  if (connection_) {
    try {
      return connection_->begin(writes);
    } catch (const ConnectionLost&) {
      connection_.reset();
    }
  }
  connection_ = pool_.connect();
  connection_->begin(writes);
}

void ConnectionPool::Lease::roll_back() noexcept {
  if (connection_ && !connection_->roll_back()) connection_.reset();
}

}  // namespace digitnet::serve
