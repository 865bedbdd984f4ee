#include "fresh_intake.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "picture_admission.hpp"
#include "sha256.hpp"
#include "shown_name.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostTold = 100;
constexpr int kInvalid = 422;
constexpr int kTooManyRequests = 429;
constexpr const char* kNoLabel = "Nothing says which digit it is: neither the form nor its name or folder.";

}  // namespace

void FreshIntake::take(CutPicture picture) {
  if (!picture.problem.empty()) return leave_out(picture.name, picture.status, picture.problem);
  const bool is_labelled =
      std::ranges::all_of(picture.digits, [](const CutDigit& digit) { return digit.label.has_value(); });
  if (!is_labelled) return leave_out(picture.name, kInvalid, kNoLabel);
  for (const CutDigit& digit : picture.digits) take_digit(picture.name, digit);
}

void FreshIntake::take_digit(const std::string& file_name, const CutDigit& digit) {
  const int label = digit.label.value();
  const auto bytes = static_cast<std::int64_t>(digit.png.size());
  if (const auto there = by_sha256_.find(sha256(digit.png)); there != by_sha256_.end()) {
    const int other = digits_[there->second].label;
    if (other == label) return void(++again_);
    return leave_out(file_name, kInvalid,
                     fmt::format("The same picture came as a {} and as a {}; it counts as a {}.", other, label, other));
  }
  if (room_.digits < 1 || room_.bytes < bytes) {
    return leave_out(file_name, kTooManyRequests, "There is no room for it: the test has as many digits as it may.");
  }
  room_ = {room_.digits - 1, room_.bytes - bytes};
  FreshDigit fresh;
  fresh.number = static_cast<std::int64_t>(digits_.size()) + 1;
  fresh.sha256 = files_.put(owner_, kFreshFiles, digit.png);
  fresh.label = label;
  fresh.file_name = shown_name(file_name);
  fresh.bytes = bytes;
  fresh.seen = digit.seen;
  by_sha256_.emplace(fresh.sha256, digits_.size());
  digits_.push_back(std::move(fresh));
}

void FreshIntake::leave_out(const std::string& file_name, int status, const std::string& why) {
  if (status_ == 0) status_ = status;
  if (left_out_.size() == kMostTold) return void(++not_told_);
  left_out_.push_back(fmt::format("{}: {}", shown_name(file_name), why));
}

std::vector<std::string> FreshIntake::left_out() const {
  std::vector<std::string> sentences = left_out_;
  if (not_told_ > 0) sentences.push_back(fmt::format("And {} more.", not_told_));
  if (again_ > 0) sentences.push_back(fmt::format("The same picture came again, and counts once: {} times.", again_));
  return sentences;
}

void FreshIntake::check_any() const {
  if (!digits_.empty()) return;
  if (left_out_.empty()) throw PictureRefused(kInvalid, "There are no pictures in it.");
  const std::size_t others = left_out_.size() + not_told_ - 1;
  throw PictureRefused(
      status_, others == 0 ? left_out_.front()
                           : fmt::format("Nothing can be tested with. {} So {} more.", left_out_.front(), others));
}

}  // namespace digitnet::serve
