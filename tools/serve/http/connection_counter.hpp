#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "address.hpp"

namespace digitnet::serve {

/// Counts open connections, altogether and by client. For any thread; outlives its tickets.
class ConnectionCounter {
 public:
  ConnectionCounter(int most, int most_per_client) : most_(most), most_per_client_(most_per_client) {}

  /// Counts one connection for as long as it lives.
  class Ticket {
   public:
    Ticket(ConnectionCounter* counter, std::optional<Address> client) : counter_(counter), client_(client) {}
    Ticket(Ticket&& other) noexcept
        : counter_(std::exchange(other.counter_, nullptr)), client_(std::move(other.client_)) {}
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket() {
      if (counter_ != nullptr) counter_->release(client_);
    }

   private:
    ConnectionCounter* counter_;
    std::optional<Address> client_;
  };

  /// Nothing when there are as many already as there may be. `limits_client` is false for a proxy, which connects for
  /// many clients.
  std::optional<Ticket> admit(const Address& peer, bool limits_client);
  [[nodiscard]] int open() const { return open_.load(std::memory_order_relaxed); }

 private:
  void release(const std::optional<Address>& client);

  int most_;
  int most_per_client_;
  std::atomic<int> open_ = 0;
  std::mutex mutex_;
  std::map<Address, int> by_client_;
};

}  // namespace digitnet::serve
