#pragma once

#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// The WebSocket `/api/v1/draw`: each message a picture, each reply what was read in it, with the three likeliest
/// labels of each digit and what the network saw; or a problem. `recognizer` must outlive it.
[[nodiscard]] SocketRoute draw_socket(Recognizer& recognizer);

}  // namespace digitnet::serve
