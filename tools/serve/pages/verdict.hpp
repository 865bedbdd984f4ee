#pragma once

#include <string>

#include "recognizer.hpp"

namespace digitnet::serve {

/// How sure an answer is, in words, and in the same ones as verdict.js.
struct Verdict {
  std::string text;
  bool unsure = false;
};

/// Of all that was read in a picture, or of there being nothing to read.
[[nodiscard]] Verdict verdict_of(const Reading& reading);
/// Of one line among several: `sure, 98.2 %`.
[[nodiscard]] std::string line_verdict(const ReadLine& line);

}  // namespace digitnet::serve
