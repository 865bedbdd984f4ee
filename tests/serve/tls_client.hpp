#pragma once

#include <cstdint>
#include <string>

namespace digitnet::test {

/// Writes a certificate for 127.0.0.1 that signs itself, with `serial`, and its key: PEM files.
void write_certificate(const std::string& certificate, const std::string& private_key, long serial);

/// What a TLS connection came to.
struct TlsAnswer {
  std::string text;      ///< all that was sent until the end; empty when there was no connection
  std::string protocol;  ///< such as TLSv1.3
  std::string alpn;
  long serial = 0;             ///< of the certificate
  bool ends_properly = false;  ///< with close_notify
};

/// Sends `request` by a version of TLS, such as TLS1_2_VERSION.
TlsAnswer ask_over_tls(std::uint16_t port, const std::string& request, int version);

}  // namespace digitnet::test
