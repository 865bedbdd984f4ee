#pragma once

#include <atomic>
#include <chrono>

#include "account_error.hpp"

namespace digitnet::serve {

/// How many uploads are taken at once, of all users together.
class UploadPlaces {
 public:
  explicit UploadPlaces(int most) : most_(most) {}

  /// One of them, given back when it goes.
  class Place {
   public:
    explicit Place(std::atomic<int>& taken) : taken_(taken) {}
    ~Place() { --taken_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

   private:
    std::atomic<int>& taken_;
  };

  /// Throws AccountError (busy) when all are taken.
  [[nodiscard]] Place take() {
    if (++taken_ <= most_) return Place(taken_);
    --taken_;
    throw AccountError(AccountError::Kind::busy, "", "Many people upload just now. Try again in a moment.",
                       std::chrono::seconds(2));
  }

 private:
  int most_;
  std::atomic<int> taken_ = 0;
};

}  // namespace digitnet::serve
