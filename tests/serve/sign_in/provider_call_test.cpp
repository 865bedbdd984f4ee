#include "provider_call.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <thread>

#include "serve/sign_in/stub_server.hpp"
#include "sign_in_error.hpp"
#include "support/database_places.hpp"
#include "support/process.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// How a call fails; declined when it does not.
SignInProblem problem_of(const std::string& url) {
  try {
    static_cast<void>(call_provider({.label = "Example", .url = url}));
  } catch (const SignInError& error) {
    CHECK(error.for_person().find("Example") != std::string::npos);
    CHECK(error.for_person().find("http") == std::string::npos);
    return error.problem();
  }
  return SignInProblem::declined;
}

}  // namespace

TEST_CASE("a provider is asked by GET, or by POST with a form, and its answer comes with its status") {
  const StubServer server([](const std::string&) { return http_answer("{}", "404 Not Found"); });
  const ProviderAnswer answer = call_provider({.label = "Example", .url = server.url("/a?b=c"), .fields = {"X-Y: z"}});
  CHECK(answer.status == 404);
  CHECK(answer.body == "{}");
  static_cast<void>(call_provider({.label = "Example", .url = server.url("/token"), .form = "code=%2B"}));
  const auto requests = server.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].starts_with("GET /a?b=c HTTP/1.1\r\n"));
  CHECK(requests[0].find("\r\nX-Y: z\r\n") != std::string::npos);
  CHECK(requests[1].starts_with("POST /token HTTP/1.1\r\n"));
  CHECK(requests[1].find("\r\nContent-Type: application/x-www-form-urlencoded\r\n") != std::string::npos);
  CHECK(requests[1].ends_with("\r\n\r\ncode=%2B"));
}

TEST_CASE("a redirect is not followed") {
  const StubServer target([](const std::string&) { return http_answer("{}"); });
  const StubServer server(
      [&](const std::string&) { return http_answer("", "302 Found", "Location: " + target.url("/") + "\r\n"); });
  CHECK(call_provider({.label = "Example", .url = server.url()}).status == 302);
  CHECK(target.requests().empty());
}

TEST_CASE("a provider that is down, or says so, is down at once") {
  const auto start = Clock::now();
  std::string url;
  {
    const StubServer server([](const std::string&) { return http_answer("{}", "503 Service Unavailable"); });
    url = server.url();
    CHECK(problem_of(url) == SignInProblem::provider_down);
  }
  CHECK(problem_of(url) == SignInProblem::provider_down);
  const StubServer nonsense([](const std::string&) { return std::string("\x15\x03\x01 no HTTP\r\n\r\n"); });
  CHECK(problem_of(nonsense.url()) == SignInProblem::provider_down);
  CHECK(Clock::now() - start < 2s);
}

TEST_CASE("a provider that says nothing, or drips, is given up after five seconds") {
  for (const bool drips : {false, true}) {
    StubServer server([&](const std::string&) { return drips ? http_answer(std::string(1000, ' ')) : std::string(); });
    if (drips) server.drip();
    const auto start = Clock::now();
    CHECK(problem_of(server.url()) == SignInProblem::provider_down);
    const auto taken = Clock::now() - start;
    CHECK(taken >= 4900ms);
    CHECK(taken < 6500ms);
  }
}

TEST_CASE("of an answer without end no more than 256 KB are taken") {
  const std::string head = "HTTP/1.1 200 OK\r\n";
  const std::string large(300'000, 'x');
  const StubServer sized([&](const std::string&) { return http_answer(large); });
  CHECK(problem_of(sized.url()) == SignInProblem::provider_wrong);
  const StubServer unsized([&](const std::string&) { return head + "\r\n" + large; });
  CHECK(problem_of(unsized.url()) == SignInProblem::provider_wrong);
  const StubServer all_head([&](const std::string&) {
    std::string text = head;
    for (int i = 0; i < 30'000; ++i) text += "X-Name: value\r\n";
    return text + "\r\n";
  });
  CHECK(problem_of(all_head.url()) == SignInProblem::provider_wrong);
  const StubServer right([](const std::string&) { return http_answer(std::string(250'000, ' ')); });
  CHECK(call_provider({.label = "Example", .url = right.url()}).body.size() == 250'000);
}

TEST_CASE("a certificate that nobody vouches for is not taken") {
  const TestFolder folder;
  const std::string key = folder.path("key.pem");
  const std::string certificate = folder.path("certificate.pem");
  REQUIRE(run_process({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                       "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate})
              .exit_code == 0);
  int port = 0;
  {
    const StubServer free_port([](const std::string&) { return std::string(); });
    port = std::stoi(free_port.url().substr(free_port.url().rfind(':') + 1));
  }
  const std::string place = "127.0.0.1:" + std::to_string(port);
  Process server({"/usr/bin/openssl", "s_server", "-accept", place, "-key", key, "-cert", certificate, "-www"});
  ProcessOptions stop_at_once;
  stop_at_once.input = "Q\n";
  stop_at_once.timeout = 5s;
  // It does speak TLS: whoever trusts the certificate gets an answer.
  bool answers = false;
  for (int tries = 0; tries < 100 && !answers; ++tries) {
    const auto seen =
        run_process({"/usr/bin/openssl", "s_client", "-connect", place, "-CAfile", certificate, "-verify_return_error"},
                    stop_at_once);
    answers = seen.exit_code == 0;
    if (!answers) std::this_thread::sleep_for(50ms);
  }
  REQUIRE(answers);
  try {
    static_cast<void>(call_provider({.label = "Example", .url = "https://" + place + "/"}));
    FAIL("the certificate was taken");
  } catch (const SignInError& error) {
    CHECK(error.problem() == SignInProblem::provider_down);
    CHECK(std::string(error.what()).find("SSL") != std::string::npos);
  }
}
