#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "digitnet/reader.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// A body of more bytes is taken apart by Recognizer::post: that, or looking through a long JPEG, would keep the thread
/// of a connection from the others.
inline constexpr std::size_t kMostBytesLookedThroughAtOnce = std::size_t{256} << 10;

/// A picture to read.
struct RecognitionRequest {
  std::string picture;  ///< the bytes of a PNG, JPEG, BMP or PNM file
  ReadingOptions options;
  std::string options_text = {};  ///< equal for equal options: answers are kept under the picture and this
  bool keep_picture = false;      ///< so that it can be shown: Recognition::picture
  std::shared_ptr<const ServedModel> model = {};  ///< that is to read it; null: the one that is served
  bool continues = false;  ///< one more of a request whose first picture found room: waits in a full queue too
};

/// What was read in it.
struct Recognition {
  Reading reading;
  Image picture;                             ///< decoded, where it was to be kept
  std::shared_ptr<const ServedModel> model;  ///< that read it
  std::chrono::microseconds time{0};         ///< decoding and reading; from the cache, looking up
  int status = 200;   ///< 413, 415 or 422 when the picture is refused, 503 or 500 when reading fails
  std::string error;  ///< then why, for the client
};

/// The answer to a picture that is not read, and why, for the client.
[[nodiscard]] Recognition refusal(int status, std::string why);

/// A bounded pool of threads that read pictures, each with a Reader of its own, behind a cache of answers.
///
/// A request may name a model of its own, such as a user's: answers of one model are never given for another.
/// Large pictures wait in a queue of their own and never take all threads, so that a drawing is read while photos are
/// (docs/decisions/0017).
class Recognizer {
 public:
  struct Options {
    int workers = 2;           ///< threads; two at least are started. Half of them may read large pictures at a time
    std::size_t queue = 64;    ///< pictures that wait at most, of small and of large ones each
    std::size_t cache = 1024;  ///< answers kept; 0: none
    std::size_t queue_bytes = std::size_t{64} << 20;  ///< of the pictures that wait
  };
  /// What happened so far, and how it stands.
  struct Counts {
    std::uint64_t read = 0;
    std::uint64_t refused = 0;  ///< pictures that are none, or too large
    std::uint64_t from_cache = 0;
    std::uint64_t overflows = 0;  ///< the queue was full
    std::size_t waiting = 0;
  };
  using Callback = std::function<void(Recognition)>;

  /// Throws ShapeError, which names the model, when one is none for a Reader.
  Recognizer(std::shared_ptr<const ServedModel> model, Options options);
  ~Recognizer();  ///< finishes what was submitted
  Recognizer(const Recognizer&) = delete;
  Recognizer& operator=(const Recognizer&) = delete;

  /// Calls `done` with the answer, from a worker or, when it is known at once, from this thread. False, and no call,
  /// when the queue is full. `done` must not throw.
  [[nodiscard]] bool submit(RecognitionRequest request, Callback done);
  /// Runs `task`, which must not throw, on a thread for what would keep one that serves connections too long, such as
  /// taking a form of megabytes apart. False when several tasks wait.
  [[nodiscard]] bool post(std::function<void()> task);
  /// Reads what comes from now on with `model`; what is under way finishes with the model before it. Throws as the
  /// constructor does, and changes nothing then.
  void swap(std::shared_ptr<const ServedModel> model);
  /// Answers what waits, and all that comes from now on, with 503 at once; pictures that are being read are read to
  /// their end.
  void abandon();
  [[nodiscard]] std::shared_ptr<const ServedModel> model() const;
  [[nodiscard]] Counts counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
