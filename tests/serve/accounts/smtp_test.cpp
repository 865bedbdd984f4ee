#include <doctest/doctest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"
#include "mail.hpp"
#include "serve/tls_client.hpp"
#include "support/process.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const std::string kFolder = DIGITNET_SOURCE_DIR "/tests/serve/accounts/mail_server";

/// Whether node and the package are there; where all that tests need was installed, they must be.
bool has_mail_server() {
  const bool is_there =
      fs::exists(kFolder + "/node_modules/smtp-server") && std::system("command -v node >/dev/null") == 0;
  if (!is_there && std::getenv("DIGITNET_REQUIRE_ALL") != nullptr) FAIL("smtp-server is not installed in " << kFolder);
  if (!is_there) MESSAGE("skipped: smtp-server is not installed in " << kFolder << " (npm install there)");
  return is_there;
}

/// A real mail server, `smtp-server` of npm, on loopback.
class MailServer {
 public:
  MailServer(const TestFolder& folder, const std::string& mode, int port = 0) : output_(folder.path("mails-" + mode)) {
    key_ = folder.path("key.pem");
    certificate_ = folder.path("certificate.pem");
    if (!fs::exists(key_)) write_certificate(certificate_, key_, 7);
    fs::remove(output_);
    ProcessOptions options;
    options.output_file = output_;
    process_ = std::make_unique<Process>(std::vector<std::string>{"/usr/bin/env", "node", kFolder + "/mail_server.js",
                                                                  mode, std::to_string(port), key_, certificate_},
                                         options);
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (lines().empty() && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(20ms);
    REQUIRE_FALSE(lines().empty());
    port_ = std::stoi(lines()[0].substr(5));
  }

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] const std::string& certificate() const { return certificate_; }
  [[nodiscard]] std::vector<nlohmann::json> mails() const {
    std::vector<nlohmann::json> mails;
    const auto all = lines();
    for (std::size_t i = 1; i < all.size(); ++i) mails.push_back(nlohmann::json::parse(all[i]));
    return mails;
  }

 private:
  [[nodiscard]] std::vector<std::string> lines() const {
    std::ifstream file(output_);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    std::vector<std::string> lines;
    for (std::size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
      lines.push_back(text.substr(begin, end - begin));
    }
    return lines;
  }

  std::string output_;
  std::string key_;
  std::string certificate_;
  int port_ = 0;
  std::unique_ptr<Process> process_;
};

std::string url(const char* scheme, const char* host, int port) {
  return std::string(scheme) + "://" + host + ":" + std::to_string(port);
}

/// Empty when it was delivered; else `for good` or `later`.
std::string deliver(const SmtpOptions& options, const std::string& to = "ada@digits.example",
                    const std::string& message = "Subject: hello\r\n\r\nHello.\r\n") {
  try {
    (void)SmtpDelivery(options).deliver({"digitnet@digits.example", to}, message);
    return {};
  } catch (const MailError& error) {
    INFO(error.what());
    CHECK(std::string(error.what()).find("geheim") == std::string::npos);
    return error.is_for_good() ? "for good" : "later";
  }
}

}  // namespace

// SECURITY.md 40.
TEST_CASE("mail goes by STARTTLS and by smtps, with a login, to a server whose certificate is believed") {
  if (!has_mail_server()) return;
  const TestFolder folder;
  for (const char* mode : {"starttls", "smtps"}) {
    CAPTURE(mode);
    const MailServer server(folder, mode);
    SmtpOptions options{.url = url(std::string(mode) == "smtps" ? "smtps" : "smtp", "127.0.0.1", server.port()),
                        .user = "digitnet",
                        .password = "geheim",
                        .certificate_authorities = server.certificate(),
                        .timeout = 10s};
    CHECK(deliver(options, "ada@digits.example", "Subject: hello\r\n\r\n.a dot begins\r\nzwölf\r\n").empty());
    REQUIRE(server.mails().size() == 1);
    const auto mail = server.mails()[0];
    CHECK(mail["from"] == "digitnet@digits.example");
    CHECK(mail["to"] == nlohmann::json{"ada@digits.example"});
    CHECK(mail["secure"] == true);
    CHECK(mail["text"].get<std::string>().find("\r\n.a dot begins\r\n") != std::string::npos);

    options.password = "wrong";
    CHECK(deliver(options) == "later");
    options.password = "geheim";
    CHECK(deliver(options, "nobody@digits.example") == "for good");
    CHECK(deliver(options, "later@digits.example") == "later");
    // The certificate is for 127.0.0.1.
    options.url = url(std::string(mode) == "smtps" ? "smtps" : "smtp", "localhost", server.port());
    CHECK(deliver(options) == "later");
    CHECK(server.mails().size() == 1);
  }
}

// SECURITY.md 40.
TEST_CASE("a mail server with a certificate that nobody vouches for gets no mail and no password") {
  if (!has_mail_server()) return;
  const TestFolder folder;
  const MailServer server(folder, "smtps");
  CHECK(deliver({.url = url("smtps", "127.0.0.1", server.port()),
                 .user = "digitnet",
                 .password = "geheim",
                 .timeout = 10s}) == "later");
  CHECK(server.mails().empty());
}

// SECURITY.md 40.
TEST_CASE("a mail server that offers no TLS gets mail on loopback alone") {
  if (!has_mail_server()) return;
  const TestFolder folder;
  const MailServer server(folder, "plain");
  CHECK(deliver({.url = url("smtp", "127.0.0.1", server.port()), .timeout = 10s}).empty());
  CHECK(server.mails().size() == 1);
  // A name that is not known to be loopback, though it leads there.
  CHECK(deliver({.url = url("smtp", "0.0.0.0", server.port()), .timeout = 10s}) == "later");
  CHECK(server.mails().size() == 1);
}

// SECURITY.md 40.
TEST_CASE("mail that was queued while the mail server was down arrives once it is up") {
  if (!has_mail_server()) return;
  const TestFolder folder;
  int port = 0;
  {
    const MailServer server(folder, "plain");
    port = server.port();
  }
  on_each_engine([&](AccountsUnderTest& under_test) {
    (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::code},
                                           origin());
    const std::string code = under_test.code_to("ada@digits.example");
    const auto smtp = std::make_shared<SmtpDelivery>(SmtpOptions{.url = url("smtp", "127.0.0.1", port), .timeout = 5s});
    MailSender sender(under_test.database, [&] { return under_test.now; },
                      {"digitnet <digitnet@digits.example>", smtp});
    CHECK(sender.send_due() == 0);
    CHECK(under_test->mail_counts().waiting == 1);
    const MailServer server(folder, "plain", port);
    CHECK(sender.send_due() == 0);
    under_test.pass(30s);
    CHECK(sender.send_due() == 1);
    REQUIRE(server.mails().size() == 1);
    const std::string text = server.mails()[0]["text"];
    CHECK(text.find("\r\n  " + code + "\r\n") != std::string::npos);
    CHECK(text.find("Subject: digitnet: your code\r\n") != std::string::npos);
    CHECK(text.find("Date: Mon, 21 Sep 2026 14:13:50 +0000\r\n") != std::string::npos);
  });
}

TEST_CASE("a mail server that says nothing is given up in time") {
  if (!has_mail_server()) return;
  const TestFolder folder;
  const MailServer server(folder, "smtps");
  const auto begin = std::chrono::steady_clock::now();
  // Plain SMTP to a port of TLS: both wait for the other.
  CHECK(deliver({.url = url("smtp", "127.0.0.1", server.port()), .timeout = 1s}) == "later");
  CHECK(std::chrono::steady_clock::now() - begin < 3s);
}
