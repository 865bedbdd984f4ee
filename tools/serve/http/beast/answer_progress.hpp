#pragma once

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <cstddef>
#include <cstdint>
#include <optional>

#include "streams.hpp"

namespace digitnet::serve {

/// How much of what is being written has arrived. The kernel takes megabytes at once and then nothing for long, so
/// what counts is what it no longer keeps.
class AnswerProgress {
 public:
  /// A write begins.
  void begin() { *this = {}; }
  void note_sent(std::size_t bytes) { sent_bytes_ = static_cast<std::int64_t>(bytes); }

  /// Looks at the socket: whether the peer has taken more since the look before.
  bool goes_on(PlainStream& socket) {
    int on_the_way_bytes = 0;
    (void)ioctl(socket.native_handle(), SIOCOUTQ, &on_the_way_bytes);
    const std::int64_t taken_bytes = sent_bytes_ - on_the_way_bytes;
    if (!first_taken_bytes_) first_taken_bytes_ = taken_bytes_ = taken_bytes;
    const bool is_more = taken_bytes > taken_bytes_;
    taken_bytes_ = taken_bytes;
    return is_more;
  }
  /// What the peer has taken since the first look.
  [[nodiscard]] std::int64_t taken_bytes() const { return taken_bytes_ - first_taken_bytes_.value_or(taken_bytes_); }

 private:
  std::int64_t sent_bytes_ = 0;
  std::int64_t taken_bytes_ = 0;  // below zero while the kernel keeps some of the answer before
  std::optional<std::int64_t> first_taken_bytes_;
};

/// Whether `bytes` in that time are fewer than they should be on average. Nothing is too slow in the first two seconds.
inline bool is_too_slow(std::int64_t bytes, SteadyClock::duration time, std::size_t bytes_per_second) {
  const double seconds = std::chrono::duration<double>(time).count();
  return seconds > 2 && static_cast<double>(bytes) < seconds * static_cast<double>(bytes_per_second);
}

}  // namespace digitnet::serve
