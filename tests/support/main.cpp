#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "digitnet/isa.hpp"

// ctest counts exit code 77 as skipped: the processor lacks the instruction set that DIGITNET_ISA asks for.
int main(int argc, char** argv) {
  if (const char* wanted = std::getenv("DIGITNET_ISA")) {
    const auto available = digitnet::available_isas();
    if (std::find(available.begin(), available.end(), std::string_view(wanted)) == available.end()) {
      std::printf("skipped: this processor has no %s\n", wanted);
      return 77;
    }
  }
  return doctest::Context(argc, argv).run();
}
