#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "digitnet/reader.hpp"
#include "picture_list.hpp"

namespace digitnet::cli {

/// What became of a picture.
enum class Outcome {
  answered,    ///< its digits were read
  unanswered,  ///< it has none, or they were read with too little confidence
  unread       ///< the picture could not be read
};

/// What is to be said of one picture.
struct Answer {
  Outcome outcome = Outcome::answered;
  std::string text;   ///< in the form that was asked for; ends with a line feed, unless it is empty
  std::string error;  ///< one line; empty unless unread
};

/// Must not throw.
using AnswerPicture = std::function<Answer(Reader&, const ListedPicture&)>;

/// Reads pictures on several threads, each with a reader of its own, and hands out the answers in the pictures' order.
class PictureCrew {
 public:
  /// `pictures` must stay until the crew goes. Throws std::system_error when not even one thread can be started.
  PictureCrew(const std::vector<ListedPicture>& pictures, std::vector<Reader> readers, AnswerPicture answer);
  /// Begins no further picture and waits for those that are being read.
  ~PictureCrew();
  PictureCrew(const PictureCrew&) = delete;
  PictureCrew& operator=(const PictureCrew&) = delete;

  /// The next answer, if it is there.
  [[nodiscard]] std::optional<Answer> next();
  /// Waits until there are many answers, or the last of all, but a few milliseconds at most: to be woken for each one
  /// would take a share of the processor that counts.
  void wait();
  /// Begins no further picture: what has been begun is still answered.
  void stop();
  /// Whether every answer has been handed out.
  [[nodiscard]] bool finished();

 private:
  void work(Reader& reader);
  [[nodiscard]] bool is_worth_waking() const;
  [[nodiscard]] std::optional<std::size_t> begin_picture();
  void put(std::size_t picture, Answer answer);

  const std::vector<ListedPicture>& pictures_;
  AnswerPicture answer_;
  std::vector<Reader> readers_;
  std::mutex mutex_;  // for all that follows
  std::condition_variable answers_are_there_;
  std::condition_variable room_is_there_;
  std::size_t begun_ = 0;                      // pictures that a thread has taken
  std::size_t handed_out_ = 0;                 // answers
  std::size_t end_;                            // no picture from here on is begun
  std::deque<std::optional<Answer>> answers_;  // of the pictures from handed_out_ to begun_
  std::vector<std::thread> threads_;           // last: they use the rest
};

}  // namespace digitnet::cli
