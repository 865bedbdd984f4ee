#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "digitnet/error.hpp"
#include "request.hpp"

namespace digitnet::serve {

inline constexpr std::size_t kMostPicture_bytes = 12'000'000;
inline constexpr std::size_t kMostBatch_bytes = 64'000'000;
inline constexpr std::size_t kMostBatchPictures = 200;

/// A picture that a client sent, and what it calls it.
struct SentPicture {
  std::string name;
  std::string_view bytes;
};

/// A request that brings no pictures in a way that is understood: `what()` says why, for the client.
class UnfitRequest : public Error {
 public:
  UnfitRequest(int status, const std::string& why) : Error(why), status_(status) {}
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;  // 400, 413 or 415
};

/// The one picture of a request: its body, called `-`, or the file `image` of a multipart form. It points into the
/// request.
///
/// Throws UnfitRequest with 415 for another Content-Type than a picture's, application/octet-stream (or none, or what
/// curl says without being told) and multipart/form-data, 413 for more than kMostPicture_bytes, 400 for a form with
/// anything else or that is broken.
[[nodiscard]] SentPicture sent_picture(const Request& request);

/// The files called `image` of a multipart form, one to kMostBatchPictures, however large. Throws likewise.
[[nodiscard]] std::vector<SentPicture> sent_pictures(const Request& request);

}  // namespace digitnet::serve
