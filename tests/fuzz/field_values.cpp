// The smaller fields of a head: Cookie, Accept, Accept-Encoding and Content-Type.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "accept.hpp"
#include "cookies.hpp"
#include "digitnet/error.hpp"
#include "expect.hpp"
#include "multipart.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

bool is_within(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void read_cookies(std::string_view field) {
  const auto cookies = parse_cookies(field);
  std::string written;
  for (const Cookie& cookie : cookies) {
    expect(!cookie.name.empty(), "a cookie is called something");
    expect(is_within(cookie.name, field) && is_within(cookie.value, field), "a cookie lies in its field");
    expect(cookie.value.find_first_of(" ;,\\\r\n") == std::string_view::npos, "a cookie's value is of cookie octets");
    expect(find_cookie(cookies, cookie.name).data() != nullptr || cookie.value.empty(),
           "a cookie is found by its name");
    if (!written.empty()) written += "; ";
    written += std::string(cookie.name) + '=' + std::string(cookie.value);
  }
  expect(parse_cookies(written) == cookies, "cookies are read as they were written");
}

void read_accept(std::string_view field) {
  try {
    const auto accepted = parse_accept(field);
    expect(accepted.size() <= kMostAccepted, "no more is accepted than may be");
    for (const Accepted& one : accepted) {
      expect(one.quality >= 0 && one.quality <= 1000, "a quality is from 0 to 1");
    }
    const int quality = quality_of(accepted, "text/html");
    expect(quality >= 0 && quality <= 1000, "the best quality is one of them");
  } catch (const FormatError&) {
  }
}

}  // namespace
}  // namespace digitnet::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet::serve;
  const std::string_view field(reinterpret_cast<const char*>(data), size);
  read_cookies(field);
  read_accept(field);
  (void)is_multipart(field);
  return 0;
}
