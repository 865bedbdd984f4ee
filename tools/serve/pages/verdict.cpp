#include "verdict.hpp"

#include "percent.hpp"

namespace digitnet::serve {

Verdict verdict_of(const Reading& reading) {
  const bool unsure = reading.confidence < kLeastConfidence;
  const std::string beginning = (unsure ? "Not sure: " : "Sure: ") + percent(reading.confidence);
  if (reading.lines.empty()) return {beginning + " that there is none", unsure};
  const bool one_digit = reading.lines.size() == 1 && reading.lines.front().digits.size() == 1;
  return {beginning + (one_digit ? " that this is right" : " that all of it is right"), unsure};
}

std::string line_verdict(const ReadLine& line) {
  return (line.confidence < kLeastConfidence ? "not sure, " : "sure, ") + percent(line.confidence);
}

}  // namespace digitnet::serve
