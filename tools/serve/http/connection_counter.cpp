#include "connection_counter.hpp"

namespace digitnet::serve {

std::optional<ConnectionCounter::Ticket> ConnectionCounter::admit(const Address& peer, bool limits_client) {
  if (open_.fetch_add(1, std::memory_order_relaxed) >= most_) {
    open_.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  if (!limits_client) return Ticket(this, std::nullopt);
  const Address client = client_key(peer);
  const std::lock_guard lock(mutex_);
  int& count = by_client_[client];
  if (count >= most_per_client_) {
    open_.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  ++count;
  return Ticket(this, client);
}

void ConnectionCounter::release(const std::optional<Address>& client) {
  open_.fetch_sub(1, std::memory_order_relaxed);
  if (!client) return;
  const std::lock_guard lock(mutex_);
  const auto found = by_client_.find(*client);
  if (--found->second == 0) by_client_.erase(found);
}

}  // namespace digitnet::serve
