#include "work_pool.hpp"

#include <exception>
#include <utility>

namespace digitnet::serve {

WorkPool::WorkPool(int threads, std::size_t most) : most_(most) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { run(); });
}

WorkPool::~WorkPool() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wakes_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkPool::post(std::function<void()> task) {
  {
    const std::scoped_lock lock(mutex_);
    if (stops_ || tasks_.size() >= most_) return false;
    tasks_.push_back(std::move(task));
  }
  wakes_.notify_one();
  return true;
}

void WorkPool::abandon() {
  std::deque<std::function<void()>> forgotten;
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
    forgotten.swap(tasks_);
  }
  wakes_.notify_all();
}

void WorkPool::run() {
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
