#include <cstddef>
#include <cstdint>
#include <string>

#include "digitnet/error.hpp"
#include "digitnet/form_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet;
  try {
    // No such folder: the lists that a form names are not what is read here.
    (void)parse_form(std::string(reinterpret_cast<const char*>(data), size), "form", "/nonexistent");
  } catch (const FormatError&) {
  } catch (const FileError&) {
  }
  return 0;
}
