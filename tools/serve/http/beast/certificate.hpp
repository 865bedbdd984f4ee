#pragma once

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/ssl/context.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "digitnet/error.hpp"
#include "streams.hpp"

namespace digitnet::serve {

/// The TLS context of new connections, made of a certificate and its key, which may be read anew. For any thread.
class Certificate {
 public:
  /// Throws FileError.
  Certificate(std::string certificate, std::string private_key)
      : certificate_(std::move(certificate)), private_key_(std::move(private_key)), context_(load()) {}

  /// Throws FileError, and keeps what it has, when the files cannot be used.
  void reload() {
    auto loaded = load();
    const std::lock_guard lock(mutex_);
    context_ = std::move(loaded);
  }
  [[nodiscard]] std::shared_ptr<net::ssl::context> context() const {
    const std::lock_guard lock(mutex_);
    return context_;
  }

 private:
  [[nodiscard]] std::shared_ptr<net::ssl::context> load() const {
    using net::ssl::context;
    auto made = std::make_shared<context>(context::tls_server);
    SSL_CTX* const native = made->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_alpn_select_cb(native, select_protocol, nullptr);
    // Else OpenSSL would ask at the terminal.
    made->set_password_callback([](std::size_t, context::password_purpose) { return std::string(); });
    check_can_be_read(certificate_);
    check_can_be_read(private_key_);
    error_code error;
    made->use_certificate_chain_file(certificate_, error);
    if (error) throw FileError(fmt::format("{}: expected a certificate chain in PEM, found none", certificate_));
    made->use_private_key_file(private_key_, context::pem, error);
    if (error) {
      const bool is_other = ERR_GET_REASON(static_cast<unsigned long>(error.value())) == X509_R_KEY_VALUES_MISMATCH;
      throw FileError(fmt::format("{}: expected the private key of {} in PEM, without a password; found {}",
                                  private_key_, certificate_, is_other ? "the key of another" : "none"));
    }
    return made;
  }

  static void check_can_be_read(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
    if (!file) throw FileError(fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  }

  static int select_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                             unsigned int offered_length, void*) {
    static constexpr unsigned char kHttp[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found, length, kHttp, sizeof kHttp - 1, offered, offered_length);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
  }

  std::string certificate_;
  std::string private_key_;
  mutable std::mutex mutex_;
  std::shared_ptr<net::ssl::context> context_;
};

}  // namespace digitnet::serve
