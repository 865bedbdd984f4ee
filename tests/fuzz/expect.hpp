#pragma once

#include <cstdio>
#include <cstdlib>

namespace digitnet::fuzz {

/// Ends the program, which libFuzzer takes as a find, when something does not hold that must for any input.
inline void expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace digitnet::fuzz
