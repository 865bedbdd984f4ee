// The rules of http/ that need no connection.
#include <doctest/doctest.h>

#include "access_log.hpp"
#include "address.hpp"
#include "answer_head.hpp"
#include "digitnet/error.hpp"
#include "head_scanner.hpp"
#include "lost_lines.hpp"
#include "origin.hpp"
#include "own_hosts.hpp"
#include "rate_limiter.hpp"
#include "request_head.hpp"
#include "route_table.hpp"
#include "target.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace std::chrono_literals;

namespace {

Address address(std::string_view text) {
  const auto parsed = parse_address(text);
  REQUIRE(parsed);
  return *parsed;
}

HeadScanner::State scan(std::string_view text) {
  return HeadScanner(100, 3).scan(text);
}

void nothing(const Request&, const Respond&) {}

}  // namespace

TEST_CASE("a head is found wherever its bytes are cut") {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t cut = 0; cut < head.size(); ++cut) {
    HeadScanner scanner(100, 3);
    CHECK(scanner.scan(head.substr(0, cut)) == HeadScanner::State::incomplete);
    CHECK(scanner.scan(head + "body") == HeadScanner::State::complete);
    CHECK(scanner.length() == head.size());
  }
}

TEST_CASE("the scanner of heads names what is wrong") {
  CHECK(scan("GET /\nHost: a") == HeadScanner::State::malformed);
  CHECK(scan("\n") == HeadScanner::State::malformed);
  CHECK(scan("GET /\r\r\n") == HeadScanner::State::malformed);
  CHECK(scan(std::string_view("GET /\0", 6)) == HeadScanner::State::malformed);
  CHECK(scan("GET /\r\n folded") == HeadScanner::State::malformed);
  CHECK(scan(" GET /") == HeadScanner::State::malformed);
  CHECK(scan("\r\n") == HeadScanner::State::malformed);
  CHECK(scan(std::string(100, 'a')) == HeadScanner::State::line_too_long);
  CHECK(scan("GET /\r\n" + std::string(100, 'a')) == HeadScanner::State::too_large);
  CHECK(scan("GET /\r\na\r\nb\r\nc\r\n\r\n") == HeadScanner::State::complete);
  CHECK(scan("GET /\r\na\r\nb\r\nc\r\nd\r\n") == HeadScanner::State::too_many_fields);
}

TEST_CASE("a target is a decoded path and a query as it was sent") {
  const Target target = parse_target("/a%2Fb%20c?d=%20&e?");
  CHECK(target.path == "/a/b c");
  CHECK(target.query == "d=%20&e?");
  CHECK(target.authority.empty());
  CHECK(parse_target("http://host:80/x").authority == "host:80");
  CHECK(parse_target("http://host?x").authority == "host");
  CHECK(parse_target("https://host").path == "/");
  CHECK(parse_target("http://host?x").query == "x");
  CHECK(parse_target("/..x/y..").path == "/..x/y..");
  for (const char* text :
       {"", "x", "*", "/%", "/%1", "/%gg", "/a/../b", "/a/%2e%2E", "/%0a", "/%7f", "/%5c", "http:///a"}) {
    CAPTURE(text);
    CHECK_THROWS_AS((void)parse_target(text), FormatError);
  }
}

TEST_CASE("where a target cannot be read, its path is what was sent") {
  CHECK(sent_path("/api/%zz?x") == "/api/%zz");
  CHECK(sent_path("http://host/api/../x") == "/api/../x");
  CHECK(sent_path("http:///api").starts_with("/api"));
  CHECK(sent_path("*").empty());
  CHECK(sent_path("").empty());
  CHECK(sent_target("GET /api/x?y HTTP/1.1\r\nHost: a b") == "/api/x?y");
  CHECK(sent_target("GET /api/x") == "/api/x");
  CHECK(sent_target("GET\r\nHost: /api/x").empty());
  CHECK(sent_target("").empty());
}

TEST_CASE("addresses and ranges of both kinds") {
  CHECK(to_string(address("192.0.2.1")) == "192.0.2.1");
  CHECK(to_string(address("::ffff:192.0.2.1")) == "192.0.2.1");
  CHECK(to_string(address("2001:DB8::1")) == "2001:db8::1");
  CHECK_FALSE(parse_address("192.0.2"));
  CHECK_FALSE(parse_address("localhost"));
  CHECK(is_loopback(address("127.9.9.9")));
  CHECK(is_loopback(address("::1")));
  CHECK_FALSE(is_loopback(address("::2")));
  const AddressRanges ranges("x", {"10.0.0.0/8", "192.0.2.128/25", "2001:db8::/33", "::1"});
  for (const char* inside : {"10.255.0.1", "192.0.2.200", "2001:db8:7fff::1", "::1"})
    CHECK(ranges.contains(address(inside)));
  for (const char* outside : {"11.0.0.1", "192.0.2.127", "2001:db8:8000::1", "::2"}) {
    CHECK_FALSE(ranges.contains(address(outside)));
  }
  CHECK(AddressRanges("x", {"0.0.0.0/0"}).contains(address("8.8.8.8")));
  CHECK_FALSE(AddressRanges("x", {"0.0.0.0/0"}).contains(address("2001:db8::1")));
  for (const char* bad : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "::1/129", "x/8", ""}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(AddressRanges("x", {bad}), ArgumentError);
  }
}

TEST_CASE("an IPv6 client is its first 64 bits") {
  CHECK(client_key(address("2001:db8:1:2:3:4:5:6")) == client_key(address("2001:db8:1:2::")));
  CHECK(client_key(address("2001:db8:1:2::")) != client_key(address("2001:db8:1:3::")));
  CHECK(client_key(address("192.0.2.1")) != client_key(address("192.0.2.2")));
}

TEST_CASE("the client behind proxies is the last hop that is not trusted") {
  const AddressRanges trusted("x", {"10.0.0.0/8", "fd00::/8"});
  const auto client = [&](const char* peer, const char* hops) {
    return to_string(client_address(address(peer), hops, trusted));
  };
  CHECK(client("10.0.0.1", "1.2.3.4, 10.0.0.2") == "1.2.3.4");
  CHECK(client("10.0.0.1", "6.6.6.6,1.2.3.4:4711") == "1.2.3.4");
  CHECK(client("fd00::1", "[2001:db8::1]:4711") == "2001:db8::1");
  CHECK(client("10.0.0.1", "") == "10.0.0.1");
  CHECK(client("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3");
  CHECK(client("10.0.0.1", "[") == "10.0.0.1");
  CHECK(client("8.8.8.8", "1.2.3.4") == "8.8.8.8");
}

TEST_CASE("a bucket gives its burst, then its rate, and is never fuller than its burst") {
  RateLimiter limiter(2, 3);
  const auto start = TokenBucket::Clock::now();
  const Address client = address("192.0.2.1");
  for (int i = 0; i < 3; ++i) CHECK(limiter.take(client, start) == 0s);
  CHECK(limiter.take(client, start) == 500ms);
  CHECK(limiter.take(client, start + 499ms) > 0s);
  CHECK(limiter.take(client, start + 501ms) == 0s);
  CHECK(limiter.take(address("192.0.2.2"), start) == 0s);
  for (int i = 0; i < 3; ++i) CHECK(limiter.take(client, start + 1h) == 0s);
  CHECK(limiter.take(client, start + 1h) > 0s);
  CHECK(RateLimiter(0, 1).take(client) == 0s);
}

TEST_CASE("tokens that are owed come back before there are others") {
  RateLimiter limiter(2, 3);
  const auto start = TokenBucket::Clock::now();
  const Address client = address("192.0.2.1");
  CHECK(limiter.take(client, start) == 0s);
  limiter.owe(client, 9, start);
  CHECK(limiter.take(client, start) == 4s);  // 7 are owed, and one is wanted
  CHECK(limiter.take(client, start + 3900ms) > 0s);
  CHECK(limiter.take(client, start + 4001ms) == 0s);
}

TEST_CASE("a limiter forgets clients that it need not know, and never grows for ever") {
  RateLimiter limiter(1, 1);
  const auto start = TokenBucket::Clock::now();
  for (int i = 0; i < 200000; ++i) {
    Address client = address("10.0.0.0");
    client[13] = static_cast<std::uint8_t>(i >> 16);
    client[14] = static_cast<std::uint8_t>(i >> 8);
    client[15] = static_cast<std::uint8_t>(i);
    CHECK_MESSAGE(limiter.take(client, start) == 0s, i);
  }
}

TEST_CASE("the origin of a URL is scheme, host and port") {
  CHECK(origin_of("https://Digits.Example:443/a?b") == "https://digits.example");
  CHECK(origin_of("http://digits.example:80") == "http://digits.example");
  CHECK(origin_of("http://digits.example:443") == "http://digits.example:443");
  CHECK(origin_of("null").empty());
  CHECK(origin_of("://x").empty());
  CHECK(origin_of("https:///x").empty());
  const OwnOrigins own("http://127.0.0.1:8080");
  CHECK(own.is_own("http://localhost:8080/recognise"));
  CHECK(own.is_own("http://[::1]:8080"));
  CHECK_FALSE(own.is_own("http://127.0.0.10:8080"));
  CHECK_FALSE(own.is_own("http://localhost:80801"));
  CHECK_FALSE(OwnOrigins("http://127.0.0.1.example:8080").is_own("http://localhost:8080"));
}

TEST_CASE("a server goes by its public name, on any port, and by the address that was connected to") {
  const OwnHosts own("https://Digits.Example:8443");
  const Address local = address("192.0.2.1");
  for (const char* host : {"digits.example", "DIGITS.example:1", "192.0.2.1", "192.0.2.1:8080", "[::ffff:192.0.2.1]"}) {
    CAPTURE(host);
    CHECK(own.is_own(host, local));
  }
  for (const char* host : {"", ":", "evil.example", "digits.example.evil.example", "a.digits.example",
                           "digits.example:8x", "a@digits.example", "digits.example.", "localhost", "127.0.0.1",
                           "192.0.2.2", "[192.0.2.1", "[]", "[digits.example]x"}) {
    CAPTURE(host);
    CHECK_FALSE(own.is_own(host, local));
  }
  CHECK(own.is_own("[2001:DB8::1]:8080", address("2001:db8::1")));
  CHECK_FALSE(own.is_own("[2001:db8::2]:8080", address("2001:db8::1")));
}

TEST_CASE(
    "localhost and its addresses are taken on a connection within this machine, or where the public name is one") {
  for (const char* host : {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:80", "[::1]:8080"}) {
    CAPTURE(host);
    CHECK(OwnHosts("https://digits.example").is_own(host, address("127.0.0.1")));
    CHECK(OwnHosts("https://digits.example").is_own(host, address("::1")));
    CHECK_FALSE(OwnHosts("https://digits.example").is_own(host, address("172.17.0.2")));
    CHECK(OwnHosts("http://127.0.0.1:8080").is_own(host, address("172.17.0.2")));
  }
  CHECK_FALSE(OwnHosts("http://127.0.0.1:8080").is_own("localhost.evil.example", address("127.0.0.1")));
}

TEST_CASE("fields that would end their line cannot be sent") {
  const auto is_valid = [](std::string name, std::string value) {
    return has_valid_fields({200, "text/plain", "", {{std::move(name), std::move(value)}}});
  };
  CHECK(is_valid("X-Name", "value, with\tall \xc3\xa9"));
  CHECK_FALSE(is_valid("X-Name", "a\r\nb"));
  CHECK_FALSE(is_valid("X-Name", "a\nb"));
  CHECK_FALSE(is_valid("X-Name", std::string("a\0b", 3)));
  CHECK_FALSE(is_valid("X Name", "a"));
  CHECK_FALSE(is_valid("X-Name:", "a"));
  CHECK_FALSE(is_valid("", "a"));
  CHECK_FALSE(has_valid_fields({200, "text/plain\r\nX: y", "", {}}));
}

TEST_CASE("a field of the handler takes the place of the server's own") {
  const std::string id = "1";
  const std::string head = AnswerHead(false).write(
      {200, "", "", {{"cache-control", "max-age=1"}, {"Content-Security-Policy", "sandbox"}}}, {id, false});
  CHECK(head.find("no-store") == std::string::npos);
  CHECK(head.find("Content-Security-Policy: sandbox\r\n") != std::string::npos);
  CHECK(head.find("default-src") == std::string::npos);
  CHECK(AnswerHead(false).write({304, "", "", {}}, {id, false}).find("Content-Length") == std::string::npos);
}

TEST_CASE("routes are found exactly, or below the longest folder") {
  Routes routes;
  for (const auto& [method, path] : {std::pair("GET", "/a"), std::pair("POST", "/a"), std::pair("GET", "/a/*"),
                                     std::pair("GET", "/a/b/*"), std::pair("PUT", "/a/b/*")}) {
    routes.http.push_back({method, path, nothing});
  }
  routes.sockets.push_back({"/s", [](const std::string&, const Reply&) {}});
  const RouteTable table(std::move(routes));
  const auto found = [&](const char* method, const char* path) {
    const auto match = table.find(method, path);
    return match.route == nullptr ? "allow " + match.allow : match.route->method + " " + match.route->path;
  };
  CHECK(found("GET", "/a") == "GET /a");
  CHECK(found("HEAD", "/a") == "GET /a");
  CHECK(found("POST", "/a") == "POST /a");
  CHECK(found("PUT", "/a") == "allow GET, HEAD, POST");
  CHECK(found("GET", "/a/x/y") == "GET /a/*");
  CHECK(found("GET", "/a/b/y") == "GET /a/b/*");
  CHECK(found("GET", "/a/b") == "GET /a/*");
  CHECK(found("GET", "/b") == "allow ");
  CHECK(found("get", "/a") == "allow GET, HEAD, POST");
  CHECK(table.find("GET", "/s").socket != nullptr);
  CHECK(found("POST", "/s") == "allow GET");
}

TEST_CASE("a segment in braces stands for any text, which the request gets") {
  Routes routes;
  for (const auto& [method, path] :
       {std::pair("GET", "/a/{id}"), std::pair("DELETE", "/a/{id}"), std::pair("GET", "/a/new"),
        std::pair("POST", "/a/{id}/b/{number}"), std::pair("GET", "/a/*")}) {
    routes.http.push_back({method, path, nothing});
  }
  const RouteTable table(std::move(routes));
  const auto path_of = [&](const char* method, const char* path) {
    const auto match = table.find(method, path);
    return match.route == nullptr ? "allow " + match.allow : match.route->path;
  };
  CHECK(path_of("GET", "/a/7") == "/a/{id}");
  CHECK(table.find("GET", "/a/7").path_values == std::vector<std::string>{"7"});
  CHECK(table.find("POST", "/a/7/b/8").path_values == std::vector<std::string>{"7", "8"});
  CHECK(path_of("GET", "/a/new") == "/a/new");
  CHECK(table.find("GET", "/a/new").path_values.empty());
  CHECK(path_of("POST", "/a/7") == "allow GET, HEAD, DELETE");
  CHECK(path_of("GET", "/a/7/b") == "/a/*");
  CHECK(path_of("GET", "/a/7/b/8/") == "/a/*");
  CHECK(path_of("GET", "/a/") == "/a/*");
  CHECK(table.find("GET", "/a/7").number != table.find("GET", "/a/new").number);

  Routes twice;
  twice.http = {{"GET", "/a/{id}", nothing}, {"GET", "/a/{name}", nothing}};
  CHECK_THROWS_AS(RouteTable{std::move(twice)}, ArgumentError);
}

TEST_CASE("a route that is there twice, or could not be reached, is a mistake") {
  Routes twice;
  twice.http = {{"GET", "/a", nothing}, {"GET", "/a", nothing}};
  CHECK_THROWS_AS(RouteTable{std::move(twice)}, ArgumentError);
  Routes relative;
  relative.http = {{"GET", "a", nothing}};
  CHECK_THROWS_AS(RouteTable{std::move(relative)}, ArgumentError);
  Routes empty;
  empty.http = {{"GET", "/a", {}}};
  CHECK_THROWS_AS(RouteTable{std::move(empty)}, ArgumentError);
}

TEST_CASE("a request line is of another version when it names one, and not when it is malformed") {
  for (const char* version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3.0"}) {
    CHECK(names_other_version("GET / " + std::string(version) + "\r\nHost: a\r\n\r\n"));
  }
  for (const char* version : {"HTTP/1.1", "HTTP/1.0", "HTTP/2", "HTTP/11.0", "http/2.0", "HTTP/2.0 ", "HTTP/a.b", ""}) {
    CHECK_FALSE(names_other_version("GET / " + std::string(version) + "\r\nX: HTTP/2.0\r\n\r\n"));
  }
  CHECK_FALSE(names_other_version("nonsense"));
}

TEST_CASE("of lost lines the first is told of at once, more once a minute at most, and all are counted") {
  const auto metrics = std::make_shared<ServerMetrics>();
  std::vector<std::string> told;
  LostLines lost(metrics, [&](const std::string& text) { told.push_back(text); });
  const auto start = LostLines::Clock::now();
  lost.add(2, "a.log", "No space left on device", start);
  lost.add(3, "a.log", "No space left on device", start + std::chrono::seconds(59));
  CHECK(told == std::vector<std::string>{"a.log: lines of the access log are lost, 2 so far: No space left on device"});
  lost.add(4, "a.log", "Broken pipe", start + std::chrono::seconds(60));
  CHECK(told.size() == 2);
  CHECK(told.back() == "a.log: lines of the access log are lost, 9 so far: Broken pipe");
  CHECK(metrics->log_lines_lost == 9);
  LostLines(metrics, {}).add(1, "a.log", "nobody is told");
  CHECK(metrics->log_lines_lost == 10);
}

TEST_CASE("a text in the log is one line of plain JSON, whatever is in it") {
  CHECK(log_quote("a\"b\\c") == R"("a\"b\\c")");
  CHECK(log_quote("a\r\nb") == "\"a\\u000d\\u000ab\"");
  CHECK(log_quote(std::string_view("\0\xff\x7f", 3)) == "\"\\u0000\\u00ff\\u007f\"");
}
