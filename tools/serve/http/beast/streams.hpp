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

using SteadyClock = std::chrono::steady_clock;
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

inline Address address_of(const net::ip::tcp::endpoint& endpoint) {
  const net::ip::address address = endpoint.address();
  return address.is_v6() ? address.to_v6().to_bytes()
                         : net::ip::make_address_v6(net::ip::v4_mapped, address.to_v4()).to_bytes();
}

/// Nothing when the peer has gone already.
inline std::optional<Address> peer_of(const PlainStream& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  return error ? std::nullopt : std::optional(address_of(endpoint));
}

/// The address that the peer connected to; that of nobody when the peer has gone already.
inline Address local_of(const PlainStream& socket) {
  error_code error;
  const auto endpoint = socket.local_endpoint(error);
  return error ? Address{} : address_of(endpoint);
}

}  // namespace digitnet::serve
