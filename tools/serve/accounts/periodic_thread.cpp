#include "periodic_thread.hpp"

#include <exception>
#include <utility>

namespace digitnet::serve {

PeriodicThread::PeriodicThread(std::chrono::milliseconds period, std::function<void()> work)
    : period_(period), work_(std::move(work)), thread_([this] { run(); }) {}

PeriodicThread::~PeriodicThread() {
  {
    const std::scoped_lock lock(mutex_);
    stops_ = true;
  }
  wakes_.notify_one();
  thread_.join();
}

void PeriodicThread::wake() {
  {
    const std::scoped_lock lock(mutex_);
    is_woken_ = true;
  }
  wakes_.notify_one();
}

void PeriodicThread::run() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    is_woken_ = false;
    lock.unlock();
    try {
      work_();
    } catch (const std::exception&) {
    }
    lock.lock();
    wakes_.wait_for(lock, period_, [this] { return stops_ || is_woken_; });
  }
}

}  // namespace digitnet::serve
