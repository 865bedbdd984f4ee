#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>

namespace digitnet::serve {

/// Keeps apart what this program does to the files of one owner: while a row is deleted and then its file, nobody may
/// put the same file anew.
class OwnerLocks {
 public:
  [[nodiscard]] std::unique_lock<std::mutex> lock(const std::string& owner) {
    return std::unique_lock(mutexes_[std::hash<std::string>{}(owner) % mutexes_.size()]);
  }

 private:
  std::array<std::mutex, 64> mutexes_;
};

}  // namespace digitnet::serve
