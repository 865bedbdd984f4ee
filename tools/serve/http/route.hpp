#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

/// Takes the answer to one request, from any thread, once.
using Respond = std::function<void(Response)>;

/// Answers a request: at once, or later from another thread. Runs on a thread that serves other connections too, so
/// whatever takes more than about a millisecond goes to a pool. A FormatError that escapes becomes a 400, any
/// other exception a 500.
using Handler = std::function<void(Request, Respond)>;

/// One thing that the server answers to. A GET route answers HEAD too.
struct Route {
  std::string method;
  std::string path;  ///< whole, with `{name}` for any one segment, or ending in `/*` for everything below
  Handler handler;
  std::size_t most_body_bytes = 0;  ///< a longer Content-Length is a 413 before any of the body is read
  bool recognizes = false;          ///< takes a token of the client's bucket: an empty one is a 429; Response::tokens
  bool answers_any_host = false;    ///< else a request for another host is a 421
};

/// Takes the answers to messages of a WebSocket, from any thread; without effect when the socket has gone.
using Reply = std::function<void(std::string text)>;

/// Answers one message of a WebSocket, each with one text. The next message is read when it has been replied to.
using MessageHandler = std::function<void(std::string message, Reply)>;

/// A path where a GET becomes a WebSocket.
struct SocketRoute {
  std::string path;
  MessageHandler handler;
  bool recognizes = false;  ///< a message takes a token of the client's bucket; without one the server replies itself
};

/// All that a server answers to.
struct Routes {
  std::vector<Route> http;
  std::vector<SocketRoute> sockets;
  /// The answer for an error that the server itself finds: `status` from 400 to 599, `detail` a sentence for the
  /// client that gives nothing of the server away.
  std::function<Response(const Request&, int status, const std::string& detail)> error;
};

}  // namespace digitnet::serve
