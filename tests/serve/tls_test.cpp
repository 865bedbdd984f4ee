#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "formats/temporary_folder.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/tls_client.hpp"

using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

struct Files {
  TemporaryFolder folder;
  std::string certificate = (folder.path() / "chain.pem").string();
  std::string private_key = (folder.path() / "key.pem").string();

  explicit Files(long serial) { write_certificate(certificate, private_key, serial); }
  [[nodiscard]] std::vector<std::string> words() const {
    return {"--certificate", certificate, "--private-key", private_key};
  }
};

const std::string kRequest = request_text("GET", "/livez", "Connection: close\r\n");

}  // namespace

TEST_CASE("TLS 1.2 and 1.3 are spoken, with HTTP/1.1 and HSTS; 1.1 and plain HTTP are not") {
  const Files files(7);
  const RunningServer server(files.words());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const TlsAnswer answer = ask_over_tls(server.port(), kRequest, version);
    CHECK(answer.protocol == (version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3"));
    CHECK(answer.alpn == "http/1.1");
    CHECK(answer.serial == 7);
    CHECK(answer.text.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.text.find("\r\nStrict-Transport-Security: max-age=31536000\r\n") != std::string::npos);
    CHECK(answer.text.ends_with("\r\n\r\nalive\n"));
    CHECK(answer.ends_properly);
  }
  CHECK(ask_over_tls(server.port(), kRequest, TLS1_1_VERSION).text.empty());
  CHECK(ask(server.port(), kRequest).status == 0);
}

TEST_CASE("a refusal over TLS reaches the client, though it has sent more than was read") {
  const Files files(7);
  const RunningServer server(files.words());
  const TlsAnswer answer =
      ask_over_tls(server.port(), "POST /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                   TLS1_3_VERSION);
  CHECK(answer.text.starts_with("HTTP/1.1 411 "));
}

TEST_CASE("a handshake that stops is cut off at the head's deadline") {
  const Files files(7);
  auto words = files.words();
  words.insert(words.end(), {"--header-timeout", "300ms"});
  const RunningServer server(words);
  RawClient client(server.port());
  client.send("\x16\x03\x01");
  CHECK(client.is_closed_within(2000ms));
}

TEST_CASE("SIGHUP reads certificate and key anew, and keeps the old ones when they are broken") {
  const Files files(7);
  RunningServer server(files.words());
  const auto serial_becomes = [&](long serial) {
    for (int i = 0; i < 100; ++i) {
      if (ask_over_tls(server.port(), kRequest, TLS1_3_VERSION).serial == serial) return true;
      std::this_thread::sleep_for(20ms);
    }
    return false;
  };
  CHECK(serial_becomes(7));
  write_certificate(files.certificate, files.private_key, 8);
  server.send_signal(SIGHUP);
  CHECK(serial_becomes(8));
  CHECK(server.comes_to_say("; certificate and key were read anew\n"));
  std::ofstream(files.certificate) << "no certificate\n";
  server.send_signal(SIGHUP);
  const std::string said = server.said();
  const std::string line = said.substr(said.find("digitnet: serving model "));
  CHECK(server.comes_to_say("; going on as before\n" + line.substr(0, line.find(';')) + "\n"));
  CHECK(server.said().find("chain.pem: expected a certificate chain in PEM, found none") != std::string::npos);
  CHECK(serial_becomes(8));
}

TEST_CASE("a certificate, or a key, that cannot be used is an error at the start") {
  const Files files(7);
  const Files others(8);
  CHECK_THROWS_WITH(RunningServer({"--certificate", files.certificate}),
                    doctest::Contains("--certificate and --private-key: expected both or neither"));
  CHECK_THROWS_WITH(RunningServer({"--certificate", "/nowhere.pem", "--private-key", files.private_key}),
                    doctest::Contains("cannot read /nowhere.pem: No such file or directory"));
  CHECK_THROWS_WITH(RunningServer({"--certificate", files.certificate, "--private-key", "/nowhere.pem"}),
                    doctest::Contains("cannot read /nowhere.pem: No such file or directory"));
  CHECK_THROWS_WITH(RunningServer({"--certificate", files.private_key, "--private-key", files.private_key}),
                    doctest::Contains("key.pem: expected a certificate chain in PEM, found none"));
  CHECK_THROWS_WITH(RunningServer({"--certificate", files.certificate, "--private-key", others.private_key}),
                    doctest::Contains("in PEM, without a password; found the key of another"));
  CHECK_THROWS_WITH(RunningServer({"--certificate", files.certificate, "--private-key", files.certificate}),
                    doctest::Contains("in PEM, without a password; found none"));
}
