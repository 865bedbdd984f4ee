#include "picture_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace digitnet::serve {

bool PictureQueue::push(WaitingPicture&& picture) {
  {
    const std::scoped_lock lock(mutex_);
    std::deque<WaitingPicture>& lane = picture.is_large ? large_ : small_;
    const std::size_t bytes = bytes_ + picture.request.picture.size();
    const bool is_full = lane.size() >= limits_.waiting || bytes > limits_.waiting_bytes;
    if (is_abandoned_ || (is_full && !picture.request.continues)) return false;
    bytes_ = bytes;
    lane.push_back(std::move(picture));
  }
  wakes_.notify_one();
  return true;
}

// Large pictures first, as far as they may: small ones have the other threads, and would else keep them waiting.
std::optional<WaitingPicture> PictureQueue::take() {
  std::unique_lock lock(mutex_);
  wakes_.wait(lock, [&] { return !small_.empty() || may_take_large() || (is_closed_ && large_.empty()); });
  const bool is_large = may_take_large();
  std::deque<WaitingPicture>& lane = is_large ? large_ : small_;
  if (lane.empty()) return std::nullopt;
  WaitingPicture picture = std::move(lane.front());
  lane.pop_front();
  bytes_ -= picture.request.picture.size();
  reading_large_ += is_large ? 1 : 0;
  return picture;
}

void PictureQueue::finish_large() {
  {
    const std::scoped_lock lock(mutex_);
    --reading_large_;
  }
  wakes_.notify_all();
}

void PictureQueue::close() {
  {
    const std::scoped_lock lock(mutex_);
    is_closed_ = true;
  }
  wakes_.notify_all();
}

std::vector<WaitingPicture> PictureQueue::abandon() {
  const std::scoped_lock lock(mutex_);
  is_abandoned_ = true;
  bytes_ = 0;
  std::vector<WaitingPicture> left;
  for (std::deque<WaitingPicture>* lane : {&small_, &large_}) {
    std::ranges::move(*lane, std::back_inserter(left));
    lane->clear();
  }
  return left;
}

bool PictureQueue::is_abandoned() const {
  const std::scoped_lock lock(mutex_);
  return is_abandoned_;
}

std::size_t PictureQueue::waiting() const {
  const std::scoped_lock lock(mutex_);
  return small_.size() + large_.size();
}

}  // namespace digitnet::serve
