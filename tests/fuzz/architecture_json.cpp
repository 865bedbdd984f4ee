#include <cstddef>
#include <cstdint>
#include <string>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "expect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet;
  const std::string json(reinterpret_cast<const char*>(data), size);
  try {
    const std::string written = to_json(parse_architecture(json, "architecture"));
    fuzz::expect(to_json(parse_architecture(written, "written")) == written,
                 "an architecture is read as it was written");
  } catch (const FormatError&) {
  } catch (const ShapeError&) {
  }
  return 0;
}
