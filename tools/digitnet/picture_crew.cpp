#include "picture_crew.hpp"

#include <chrono>
#include <system_error>
#include <utility>

namespace digitnet::cli {
namespace {

/// Answers that may wait for a slow picture before them, or for a slow reader of the output.
constexpr std::size_t kMostWaiting = 1024;
constexpr std::size_t kManyAnswers = 64;
constexpr std::chrono::milliseconds kLongestWait{10};

}  // namespace

PictureCrew::PictureCrew(const std::vector<ListedPicture>& pictures, std::vector<Reader> readers, AnswerPicture answer)
    : pictures_(pictures), answer_(std::move(answer)), readers_(std::move(readers)), end_(pictures.size()) {
  threads_.reserve(readers_.size());
  for (Reader& reader : readers_) {
    try {
      threads_.emplace_back([this, &reader] { work(reader); });
    } catch (const std::system_error&) {
      if (threads_.empty()) throw;
      break;  // the system gives no more: fewer do the work as well
    }
  }
}

PictureCrew::~PictureCrew() {
  stop();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

std::optional<Answer> PictureCrew::next() {
  const std::lock_guard lock(mutex_);
  if (answers_.empty() || !answers_.front()) {
    return {};
  }
  std::optional<Answer> answer = std::move(answers_.front());
  answers_.pop_front();
  ++handed_out_;
  room_is_there_.notify_one();
  return answer;
}

void PictureCrew::wait() {
  std::unique_lock lock(mutex_);
  answers_are_there_.wait_for(lock, kLongestWait, [this] { return is_worth_waking(); });
}

bool PictureCrew::is_worth_waking() const {
  return !answers_.empty() && answers_.front() && (begun_ == end_ || answers_.size() >= kManyAnswers);
}

void PictureCrew::stop() {
  const std::lock_guard lock(mutex_);
  end_ = begun_;
  room_is_there_.notify_all();
}

bool PictureCrew::finished() {
  const std::lock_guard lock(mutex_);
  return handed_out_ == end_;
}

void PictureCrew::work(Reader& reader) {
  while (const auto picture = begin_picture()) {
    put(*picture, answer_(reader, pictures_[*picture]));
  }
}

std::optional<std::size_t> PictureCrew::begin_picture() {
  std::unique_lock lock(mutex_);
  room_is_there_.wait(lock, [this] { return begun_ >= end_ || answers_.size() < kMostWaiting; });
  if (begun_ >= end_) {
    return {};
  }
  answers_.emplace_back();
  return begun_++;
}

void PictureCrew::put(std::size_t picture, Answer answer) {
  const std::lock_guard lock(mutex_);
  answers_[picture - handed_out_] = std::move(answer);
  if (picture == handed_out_ && is_worth_waking()) {
    answers_are_there_.notify_one();
  }
}

}  // namespace digitnet::cli
