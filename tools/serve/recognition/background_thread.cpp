#include "background_thread.hpp"

#include <exception>
#include <utility>

namespace digitnet::serve {

BackgroundThread::BackgroundThread(std::size_t most) : most_(most), thread_([this] { run(); }) {}

BackgroundThread::~BackgroundThread() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wakes_.notify_one();
  thread_.join();
}

bool BackgroundThread::post(std::function<void()> task) {
  {
    const std::scoped_lock lock(mutex_);
    if (tasks_.size() >= most_) return false;
    tasks_.push_back(std::move(task));
  }
  wakes_.notify_one();
  return true;
}

void BackgroundThread::run() {
  for (;;) {
    std::unique_lock lock(mutex_);
    wakes_.wait(lock, [this] { return stops_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    // A task that fails, for want of memory, leaves its request unanswered: the connection then says 500.
    try {
      task();
    } catch (const std::exception&) {
    }
  }
}

}  // namespace digitnet::serve
