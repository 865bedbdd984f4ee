// Everything that reads a request's head, in the order in which the server does: the scanner, which gets its bytes in
// pieces, Beast's parser, the rules of framing, the target, the origin and the address behind a proxy.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "address.hpp"
#include "beast/read_head.hpp"
#include "digitnet/error.hpp"
#include "expect.hpp"
#include "head_scanner.hpp"
#include "origin.hpp"
#include "own_hosts.hpp"
#include "request_head.hpp"
#include "target.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

constexpr std::size_t kMostHead_bytes = 8192;
constexpr int kMostFields = 100;

HeadScanner::State scan_in_pieces(std::string_view bytes, std::size_t piece_bytes) {
  HeadScanner scanner(kMostHead_bytes, kMostFields);
  HeadScanner::State state = HeadScanner::State::incomplete;
  for (std::size_t end = 0; end < bytes.size() && state == HeadScanner::State::incomplete;) {
    end = std::min(bytes.size(), end + piece_bytes);
    state = scanner.scan(bytes.substr(0, end));
  }
  return state;
}

bool is_free_of_line_ends(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

void check_fields(const RequestHead& head) {
  expect(head.fields.size() <= kMostFields, "a head has no more fields than it may");
  for (const Field& field : head.fields) {
    expect(!field.name.empty(), "a field has a name");
    expect(field.name.find_first_of(" \t:") == std::string::npos, "a field's name is a token");
    expect(is_free_of_line_ends(field.name) && is_free_of_line_ends(field.value), "no field holds a line end or a NUL");
  }
}

void check_body_length(const RequestHead& head) {
  const BodyLength body = check_framing(head);
  if (body.refusal) return;
  expect(head.field("Transfer-Encoding").empty(), "no head with a Transfer-Encoding is taken");
  expect(!head.field("Host").empty() || head.fields.size() >= 1, "a head that is taken names its host");
  expect(body.bytes == 0 || !head.field("Content-Length").empty(), "a body's length comes from its field");
}

void check_target(const RequestHead& head) {
  try {
    const Target target = parse_target(head.target);
    expect(target.path.starts_with('/'), "a path begins with a slash");
    expect(target.path.find('\\') == std::string::npos, "a path has no backslash");
    expect((target.path + "/").find("/../") == std::string::npos, "a path does not climb");
    expect(is_free_of_line_ends(target.path), "a path holds no line end and no NUL");
  } catch (const FormatError&) {
  }
}

void check_addresses(const RequestHead& head) {
  static const AddressRanges trusted("--trusted-proxy", {"10.0.0.0/8", "::1"});
  const Address proxy = *parse_address("10.1.2.3");
  const Address client = client_address(proxy, head.field("X-Forwarded-For"), trusted);
  expect(parse_address(to_string(client)) == client, "an address is read back as it was printed");
}

// Whatever is taken for our own begins, but for the case of its letters, with our name.
void check_host(const RequestHead& head) {
  static const OwnHosts own("https://digits.example");
  const std::string_view host = head.field("Host");
  if (!own.is_own(host, *parse_address("192.0.2.1"))) return;
  const bool is_name = is_same_name(host.substr(0, 14), "digits.example");
  const bool is_address = host.find("192.0.2.1") != std::string_view::npos ||
                          host.find("c000") != std::string_view::npos || host.find("C000") != std::string_view::npos;
  expect(is_name || is_address, "a host that is taken is ours");
}

void read_head(std::string_view bytes, std::size_t piece_bytes) {
  static const OwnOrigins own("https://digits.example");
  HeadScanner scanner(kMostHead_bytes, kMostFields);
  const HeadScanner::State state = scanner.scan(bytes);
  expect(state == scan_in_pieces(bytes, piece_bytes) || bytes.empty(), "a head is the same in pieces");
  if (state != HeadScanner::State::complete) return;
  expect(scanner.length() <= bytes.size(), "a head is no longer than what has come");
  const auto parsed = parse_head(bytes.substr(0, scanner.length()));
  if (!parsed) return;
  const RequestHead head = copy_head(*parsed, Address{}, Address{});
  check_fields(head);
  check_body_length(head);
  check_target(head);
  check_addresses(head);
  (void)own.is_cross_site(head);
  check_host(head);
}

}  // namespace
}  // namespace digitnet::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  digitnet::serve::read_head(bytes, 1 + size % 7);
  return 0;
}
