#pragma once

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <mutex>
#include <utility>

#include "streams.hpp"

namespace digitnet::serve {

/// The promise that a handler gives: one answer, from any thread. Takes it to the thread of its `Owner`, which also
/// lets go of the owner there; when the handler forgets to answer, the owner hears of that.
template <typename Owner, typename Answer>
class PendingAnswer {
 public:
  PendingAnswer(std::shared_ptr<Owner> owner, Executor executor) : owner_(std::move(owner)), executor_(executor) {}
  PendingAnswer(const PendingAnswer&) = delete;
  PendingAnswer& operator=(const PendingAnswer&) = delete;
  ~PendingAnswer() {
    if (auto owner = take_owner()) net::post(executor_, [owner = std::move(owner)] { owner->on_no_answer(); });
  }

  void give(Answer answer) {
    auto owner = take_owner();
    if (!owner) return;  // the second answer of a handler that gives two
    net::dispatch(executor_, [owner = std::move(owner), answer = std::move(answer)]() mutable {
      owner->on_answer(std::move(answer));
    });
  }

 private:
  std::shared_ptr<Owner> take_owner() {
    const std::lock_guard lock(mutex_);
    return std::exchange(owner_, nullptr);
  }

  std::mutex mutex_;
  std::shared_ptr<Owner> owner_;
  Executor executor_;
};

}  // namespace digitnet::serve
