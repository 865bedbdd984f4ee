#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "request.hpp"

namespace digitnet::serve {

/// Asks for the next server-sent events (HTML, section 9.2) and has them given from any thread, once: text such as
/// `data: 7\n\n`, empty when there is nothing new, nothing at all when there will be no more.
using NextEvents = std::function<void(std::function<void(std::optional<std::string> events)> give)>;

/// What the server answers. The server itself adds Content-Length, Date, X-Request-Id, Connection and the security
/// headers of every answer.
struct Response {
  int status = 200;
  std::string content_type;  ///< with its charset where it is text; empty: no such header
  std::string body;
  std::vector<Field> fields;
  int tokens = 1;          ///< of the client's bucket; all but the one that was taken for the request are owed
  NextEvents events = {};  ///< in place of `body`: asked about twice a second for as long as the client stays
};

}  // namespace digitnet::serve
