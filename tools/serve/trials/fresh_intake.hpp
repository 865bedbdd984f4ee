#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "digit_cutter.hpp"
#include "file_store.hpp"
#include "fresh_digit.hpp"

namespace digitnet::serve {

/// Makes a set of what a user sends: keeps the files of labelled digits, each picture once, and remembers why others
/// are left out. A crash leaves files that no row refers to, for the sweep.
class FreshIntake {
 public:
  /// How many digits, and bytes of their pictures, there is room for.
  struct Room {
    std::int64_t digits = 0;
    std::int64_t bytes = 0;
  };

  FreshIntake(FileStore& files, std::string owner, Room room) : files_(files), owner_(std::move(owner)), room_(room) {}

  void take(CutPicture picture);

  [[nodiscard]] const std::vector<FreshDigit>& digits() const { return digits_; }
  /// A sentence for each picture that was not taken, and one for those that came again.
  [[nodiscard]] std::vector<std::string> left_out() const;
  /// Throws PictureRefused, which says why, when there are no digits.
  void check_any() const;

 private:
  void take_digit(const std::string& file_name, const CutDigit& digit);
  void leave_out(const std::string& file_name, int status, const std::string& why);

  FileStore& files_;
  std::string owner_;
  Room room_;
  std::vector<FreshDigit> digits_;
  std::map<std::string, std::size_t> by_sha256_;  // places among digits_
  std::vector<std::string> left_out_;
  std::size_t not_told_ = 0;  // left out beyond those
  std::size_t again_ = 0;     // came again with the same label
  int status_ = 0;            // of the first that was left out
};

}  // namespace digitnet::serve
