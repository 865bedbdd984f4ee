#pragma once

#include <string>
#include <vector>

#include "digitnet/error.hpp"
#include "request.hpp"

namespace digitnet::serve {

/// A picture that a client sent, and what it calls it.
struct SentPicture {
  std::string name;
  std::string bytes;
};

/// A request that brings no pictures in a way that is understood: `what()` says why, for the client.
class UnfitRequest : public Error {
 public:
  UnfitRequest(int status, const std::string& why) : Error(why), status_(status) {}
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;  // 400 or 415
};

/// The one picture of a request: its body, called `-`, or the file `image` of a multipart form. Takes the body away.
///
/// Throws UnfitRequest, 415 for another Content-Type than a picture's, application/octet-stream or multipart/form-data.
[[nodiscard]] SentPicture take_picture(Request& request);

/// The files called `image` of a multipart form, one to `most`. Throws likewise.
[[nodiscard]] std::vector<SentPicture> take_pictures(Request& request, std::size_t most);

}  // namespace digitnet::serve
