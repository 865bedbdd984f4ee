#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "answer_cache.hpp"
#include "recognizer.hpp"

namespace digitnet::serve {

/// A picture that waits to be read.
struct WaitingPicture {
  RecognitionRequest request;
  Recognizer::Callback done;
  std::optional<AnswerCache::Key> key;  ///< where it was needed already
  bool is_large = false;
};

/// The pictures that wait, bounded in number and bytes. Large ones are handed out to some of the threads only, so that
/// a drawing does not stand behind a row of photos. For any number of threads.
class PictureQueue {
 public:
  struct Limits {
    std::size_t waiting = 64;  ///< of small pictures and of large ones each
    std::size_t waiting_bytes = std::size_t{64} << 20;
    int large_at_once = 1;
  };

  explicit PictureQueue(Limits limits) : limits_(limits) {}

  /// False, and `picture` is as it was, when there is no room. One that continues what was begun always finds room,
  /// until the queue is abandoned.
  [[nodiscard]] bool push(WaitingPicture&& picture);
  /// Waits for a picture that may be read now. Nothing when the queue has been closed and is empty.
  [[nodiscard]] std::optional<WaitingPicture> take();
  /// A large picture that was taken has been read.
  void finish_large();
  /// What waits is still handed out.
  void close();
  /// What waits; from now on there is room for nothing.
  [[nodiscard]] std::vector<WaitingPicture> abandon();
  [[nodiscard]] bool is_abandoned() const;
  [[nodiscard]] std::size_t waiting() const;

 private:
  [[nodiscard]] bool may_take_large() const { return !large_.empty() && reading_large_ < limits_.large_at_once; }

  const Limits limits_;
  mutable std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<WaitingPicture> small_;
  std::deque<WaitingPicture> large_;
  std::size_t bytes_ = 0;
  int reading_large_ = 0;
  bool is_closed_ = false;
  bool is_abandoned_ = false;
};

}  // namespace digitnet::serve
