#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "digitnet/reader.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// A picture to read.
struct RecognitionRequest {
  std::string picture;  ///< the bytes of a PNG, JPEG, BMP or PGM file
  ReadingOptions options;
  bool keep_picture = false;  ///< so that it can be shown: Recognition::picture
};

/// What was read in it.
struct Recognition {
  Reading reading;
  Image picture;                             ///< decoded, where it was to be kept
  std::shared_ptr<const ServedModel> model;  ///< that read it
  std::chrono::microseconds time{0};         ///< decoding and reading; 0 from the cache
  int status = 200;                          ///< 413, 415 or 422 when the picture is refused
  std::string error;                         ///< then why, for the client
};

/// A bounded pool of threads that read pictures, each with a Reader of its own, behind a cache of answers.
class Recognizer {
 public:
  struct Options {
    int workers = 2;
    std::size_t queue = 64;     ///< requests that wait at most
    std::size_t cached = 1024;  ///< answers kept, by hash of picture and options; 0: none
  };
  using Callback = std::function<void(Recognition)>;

  Recognizer(std::shared_ptr<const ServedModel> model, Options options);
  ~Recognizer();  ///< finishes what was submitted

  /// Calls `done` with the answer, on a worker or, from the cache, at once. False, and no call, when the queue is full.
  [[nodiscard]] bool submit(RecognitionRequest request, Callback done);
  /// Reads what is submitted from now on with `model`; what is under way finishes with the model before it.
  void swap(std::shared_ptr<const ServedModel> model);
  [[nodiscard]] std::shared_ptr<const ServedModel> model() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace digitnet::serve
