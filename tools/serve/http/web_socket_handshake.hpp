#pragma once

#include <optional>

#include "request_head.hpp"

namespace digitnet::serve {

/// Whether a head asks for its connection to become a WebSocket (RFC 6455, section 4.1); HTTP/1.0 cannot.
[[nodiscard]] bool asks_for_web_socket(const RequestHead& head);

/// Why such a request cannot be answered: it has another version of the protocol, or no key of 16 bytes.
[[nodiscard]] std::optional<Refusal> check_handshake(const RequestHead& head);

}  // namespace digitnet::serve
