#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "digitnet/error.hpp"
#include "expect.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

std::string escaped(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

void check_round_trip(const std::vector<Parameter>& parameters) {
  std::string written;
  for (const Parameter& parameter : parameters) {
    if (!written.empty()) written += '&';
    written += escaped(parameter.name) + '=' + escaped(parameter.value);
  }
  expect(parse_urlencoded(written) == parameters, "parameters are read as they were written");
}

}  // namespace
}  // namespace digitnet::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet::serve;
  try {
    const auto parameters = parse_urlencoded({reinterpret_cast<const char*>(data), size});
    expect(parameters.size() <= kMostParameters, "there are no more parameters than there may be");
    for (const Parameter& parameter : parameters) {
      expect((parameter.name + parameter.value).find('\0') == std::string::npos, "no parameter holds a NUL");
    }
    check_round_trip(parameters);
  } catch (const digitnet::FormatError&) {
  }
  return 0;
}
