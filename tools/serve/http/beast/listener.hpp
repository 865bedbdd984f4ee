#pragma once

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <string>
#include <utility>

#include "certificate.hpp"
#include "http_connection.hpp"
#include "io_thread.hpp"

namespace digitnet::serve {

/// Takes connections on one thread. Each thread has its own listening socket at the same address; the kernel shares
/// the connections out.
class Listener {
 public:
  /// `certificate` is null for plain HTTP. Throws boost::system::system_error.
  Listener(IoThread& thread, const net::ip::tcp::endpoint& endpoint, const Certificate* certificate)
      : thread_(thread), acceptor_(thread.context), timer_(thread.context), certificate_(certificate) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(net::socket_base::reuse_address(true));
    acceptor_.set_option(net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(1024);
    acceptor_.non_blocking(true);
  }

  [[nodiscard]] net::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

  void accept() {
    acceptor_.async_accept([this](error_code error, PlainStream socket) {
      // It may have come just before the end.
      if (!error) open(std::move(socket));
      if (!acceptor_.is_open()) return;
      error ? accept_later() : accept();
    });
  }

  /// Takes what has come already, then no more.
  void close() {
    refuse_handshakes();
    while (acceptor_.is_open()) {
      error_code error;
      PlainStream socket = acceptor_.accept(error);
      if (error) break;
      open(std::move(socket));
    }
    error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
  }

 private:
  // Whatever came between the last accept and the close would be reset: from here on no handshake begins. One that has
  // begun, and whose last ACK comes after the close, is still reset. The filter sees the TCP header; byte 13 of it has
  // the flags, SYN among them. All else passes whole, also on connections taken later, which inherit the filter.
  void refuse_handshakes() {
    std::array<sock_filter, 4> code{{BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13),
                                     BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 2, 0, 1), BPF_STMT(BPF_RET | BPF_K, 0),
                                     BPF_STMT(BPF_RET | BPF_K, 0xffffffff)}};
    const sock_fprog program{code.size(), code.data()};
    (void)setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
  }

  // Out of file descriptors: trying again at once would fail again at once.
  void accept_later() {
    timer_.expires_after(std::chrono::milliseconds(50));
    timer_.async_wait([this](error_code error) {
      if (!error) accept();
    });
  }

  void open(PlainStream socket) {
    Service& service = thread_.service;
    service.metrics->accepted.fetch_add(1, std::memory_order_relaxed);
    const auto peer = peer_of(socket);
    if (!peer) return;
    auto ticket = service.connections.admit(*peer, !service.trusted.contains(*peer));
    if (!ticket) return refuse(socket);
    error_code ignored;
    socket.set_option(net::ip::tcp::no_delay(true), ignored);
    if (certificate_ == nullptr) {
      std::make_shared<HttpConnection<PlainStream>>(thread_, std::move(socket), *peer, std::move(*ticket))->start();
      return;
    }
    const auto context = certificate_->context();
    std::make_shared<HttpConnection<TlsStream>>(thread_, TlsStream(std::move(socket), *context), *peer,
                                                std::move(*ticket))
        ->start();
  }

  // Said without a connection of ours, as that is what there are too many of; over TLS there is nothing to say.
  void refuse(PlainStream& socket) {
    thread_.service.metrics->refused_connections.fetch_add(1, std::memory_order_relaxed);
    if (certificate_ != nullptr) return;
    Request request;
    request.id = make_request_id();
    Response response = thread_.service.refuse(request, overloaded());
    const std::string answer = thread_.service.answer_head.write(response, {request.id, true}) + response.body;
    (void)::send(socket.native_handle(), answer.data(), answer.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    error_code ignored;
    socket.shutdown(net::socket_base::shutdown_send, ignored);
  }

  IoThread& thread_;
  Acceptor acceptor_;
  net::steady_timer timer_;
  const Certificate* certificate_;
};

}  // namespace digitnet::serve
