#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "recognizer.hpp"

namespace digitnet::serve {

[[nodiscard]] std::size_t count_digits(const Reading& reading);

/// Answers by hash of picture, options and model, the least recently used of which goes first. For any number of
/// threads.
class AnswerCache {
 public:
  using Key = std::array<std::uint8_t, 16>;
  using Answer = std::shared_ptr<const Recognition>;

  /// Keeps `most` answers; 0: none. The digits in all of them are eight times as many at most, however they are
  /// shared out: it is the digits that take memory, about 1.2 KB each.
  explicit AnswerCache(std::size_t most) : most_(most) {}

  /// BLAKE2b with a key of this process, so that nobody can prepare two pictures of one hash.
  [[nodiscard]] static Key key_of(const RecognitionRequest& request);

  [[nodiscard]] Answer find(const Key& key);
  void keep(const Key& key, Answer answer);

 private:
  struct Entry {
    Answer answer;
    std::size_t digits = 0;
    std::list<Key>::iterator place;
  };

  void drop_oldest();

  std::mutex mutex_;
  std::size_t most_;
  std::size_t digits_ = 0;
  std::list<Key> recent_;  // most recently used first
  std::map<Key, Entry> entries_;
};

}  // namespace digitnet::serve
