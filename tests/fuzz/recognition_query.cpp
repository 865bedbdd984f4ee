#include "recognition_query.hpp"

#include <cstddef>
#include <cstdint>

#include "digitnet/error.hpp"
#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet;
  using fuzz::expect;
  try {
    const auto query = serve::parse_recognition_query({reinterpret_cast<const char*>(data), size});
    expect(query.format.top >= 1 && query.format.top <= 10, "as many labels are shown as there are");
    expect(query.format.min_confidence >= 0 && query.format.min_confidence <= 1, "a confidence is from 0 to 1");
    expect(query.options.lines >= 0 && query.options.lines <= 1000, "lines are as many as a picture may have");
    expect(!query.format.pattern || query.options.pattern, "what is read follows the pattern that is shown");
  } catch (const ArgumentError&) {
  } catch (const FormatError&) {
  }
  return 0;
}
