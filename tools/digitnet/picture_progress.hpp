#pragma once

#include <cstddef>

#include "status_line.hpp"

namespace digitnet::cli {

/// Shows on standard error how far a batch of pictures is: how many, how fast, and the time left.
class PictureProgress {
 public:
  /// `done` of `pictures` were read by an earlier run.
  PictureProgress(std::size_t done, std::size_t pictures) : begun_with_(done), pictures_(pictures) {}
  /// Draws when it is time to.
  void show(std::size_t done);
  /// Takes the line away, so that something else can be written.
  void clear() { line_.clear(); }

 private:
  std::size_t begun_with_;
  std::size_t pictures_;
  StatusLine line_;
  StatusLine::Clock::time_point start_ = StatusLine::Clock::now();
};

}  // namespace digitnet::cli
