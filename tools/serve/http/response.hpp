#pragma once

#include <string>
#include <vector>

#include "request.hpp"

namespace digitnet::serve {

/// What the server answers. The server itself adds Content-Length, Date, X-Request-Id, Connection and the security
/// headers of every answer.
struct Response {
  int status = 200;
  std::string content_type;  ///< with its charset where it is text; empty: no such header
  std::string body;
  std::vector<Field> fields;
  int tokens = 1;  ///< of the client's bucket; all but the one that was taken for the request are owed
};

}  // namespace digitnet::serve
