#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "address.hpp"
#include "request.hpp"

namespace digitnet::serve {

/// The head of a request as it was sent, and what it says of the connection.
struct RequestHead {
  std::string method;
  std::string target;
  std::vector<Field> fields;
  Address peer{};
  Address local{};  ///< of the server, that the peer connected to
  bool keeps_alive = true;
  bool is_http_1_0 = false;  ///< else HTTP/1.1

  [[nodiscard]] std::string_view field(std::string_view name) const { return find_field(fields, name); }
};

/// Why a request is not answered by its route.
struct Refusal {
  int status = 400;
  std::string detail;              ///< a sentence for the client
  std::vector<Field> fields = {};  ///< such as Allow and Retry-After
};

/// The length of the body that the head announces; a refusal when two readers of the head might not agree where its
/// body ends or which host it is for.
struct BodyLength {
  std::uint64_t bytes = 0;
  std::optional<Refusal> refusal;
};
[[nodiscard]] BodyLength check_framing(const RequestHead& head);

}  // namespace digitnet::serve
