#include "serve/tls_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace digitnet::test {
namespace {

template <typename T, void (*Free)(T*)>
struct Freeing {
  void operator()(T* pointer) const { Free(pointer); }
};
using Context = std::unique_ptr<SSL_CTX, Freeing<SSL_CTX, SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, Freeing<SSL, SSL_free>>;
using Certificate = std::unique_ptr<X509, Freeing<X509, X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freeing<EVP_PKEY, EVP_PKEY_free>>;

std::FILE* open_for_writing(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw std::runtime_error(path + ": cannot be written");
  return file;
}

int connect_to(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(port);
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval limit{5, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (connect(socket, reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0) {
    throw std::runtime_error("cannot connect");
  }
  return socket;
}

void describe(SSL* connection, TlsAnswer& answer) {
  answer.protocol = SSL_get_version(connection);
  const unsigned char* alpn = nullptr;
  unsigned int alpn_length = 0;
  SSL_get0_alpn_selected(connection, &alpn, &alpn_length);
  answer.alpn.assign(alpn, alpn + alpn_length);
  const Certificate certificate(SSL_get1_peer_certificate(connection));
  answer.serial = ASN1_INTEGER_get(X509_get_serialNumber(certificate.get()));
}

void converse(SSL* connection, const std::string& request, TlsAnswer& answer) {
  SSL_write(connection, request.data(), static_cast<int>(request.size()));
  std::array<char, 4096> block;
  int got = 0;
  while ((got = SSL_read(connection, block.data(), block.size())) > 0) {
    answer.text.append(block.data(), static_cast<std::size_t>(got));
  }
  answer.ends_properly = SSL_get_error(connection, got) == SSL_ERROR_ZERO_RETURN;
}

}  // namespace

void write_certificate(const std::string& certificate_path, const std::string& key_path, long serial) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  std::FILE* file = open_for_writing(certificate_path);
  PEM_write_X509(file, certificate.get());
  std::fclose(file);
  file = open_for_writing(key_path);
  PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

TlsAnswer ask_over_tls(std::uint16_t port, const std::string& request, int version) {
  const Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);  // so that old versions are offered at all
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  static constexpr unsigned char kOffered[] = "\x02h2\x08http/1.1";
  SSL_CTX_set_alpn_protos(context.get(), kOffered, sizeof kOffered - 1);
  const Connection connection(SSL_new(context.get()));
  const int socket = connect_to(port);
  SSL_set_fd(connection.get(), socket);
  TlsAnswer answer;
  if (SSL_connect(connection.get()) == 1) {
    describe(connection.get(), answer);
    converse(connection.get(), request, answer);
  }
  ERR_clear_error();
  close(socket);
  return answer;
}

}  // namespace digitnet::test
