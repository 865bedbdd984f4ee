#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "address.hpp"

namespace digitnet::serve {

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;

using Clock = std::chrono::steady_clock;
using Executor = net::io_context::executor_type;
using Acceptor = net::basic_socket_acceptor<net::ip::tcp, Executor>;
using PlainStream = net::basic_stream_socket<net::ip::tcp, Executor>;
using TlsStream = beast::ssl_stream<PlainStream>;

inline PlainStream& socket_of(PlainStream& stream) {
  return stream;
}
inline PlainStream& socket_of(TlsStream& stream) {
  return stream.next_layer();
}

/// Nothing when the peer has gone already.
inline std::optional<Address> peer_of(const PlainStream& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::nullopt : parse_address(endpoint.address().to_string());
}

}  // namespace digitnet::serve
