#include "silent_server_watch.hpp"

#include <sys/socket.h>

namespace digitnet::serve {

using Steady = std::chrono::steady_clock;

namespace {

// How late a cut may come: questions then need not wake the thread one by one.
constexpr std::chrono::milliseconds kPeriod{200};

}  // namespace

SilentServerWatch::SilentServerWatch() : thread_([this] { watch(); }) {}

SilentServerWatch::~SilentServerWatch() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void SilentServerWatch::watch() {
  std::unique_lock lock(mutex_);
  while (!stops_) {
    asleep_ = ends_.empty() && !used_;
    used_ = false;
    if (asleep_) {
      changed_.wait(lock);
    } else {
      changed_.wait_for(lock, kPeriod);
    }
    for (const auto& [socket, end] : ends_) {
      if (Steady::now() > end) shutdown(socket, SHUT_RDWR);
    }
  }
}

SilentServerWatch::Turn::Turn(SilentServerWatch& watch, int socket, std::chrono::milliseconds limit)
    : watch_(watch), socket_(socket) {
  const std::lock_guard lock(watch_.mutex_);
  watch_.ends_[socket_] = Steady::now() + limit;
  watch_.used_ = true;
  if (watch_.asleep_) watch_.changed_.notify_all();
}

SilentServerWatch::Turn::~Turn() {
  const std::lock_guard lock(watch_.mutex_);
  watch_.ends_.erase(socket_);
}

}  // namespace digitnet::serve
