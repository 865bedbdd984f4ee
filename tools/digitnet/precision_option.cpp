#include "precision_option.hpp"

#include <fmt/format.h>

#include "digitnet/error.hpp"
#include "digitnet/isa.hpp"
#include "terminal.hpp"

namespace digitnet::cli {

void add_precision_option(CLI::App& command, std::string& name) {
  command
      .add_option("--precision", name,
                  "What layers multiply: fp32; bf16 (bfloat16, summed in fp32); auto: bf16 where that is faster")
      ->capture_default_str();
}

Precision parse_precision(const std::string& name) {
  if (name == "fp32") {
    return Precision::fp32;
  }
  if (name == "bf16") {
    return Precision::bf16;
  }
  if (name == "auto") {
    return Precision::automatic;
  }
  throw ArgumentError(fmt::format("--precision: '{}', expected one of fp32, bf16, auto", name));
}

void report_missing_bf16(Precision wanted) {
  if (wanted == Precision::bf16 && training_precision(wanted) == Precision::fp32) {
    write_talk(fmt::format("--precision bf16: {} has no instructions for it; fp32 is used\n", active_isa()));
  }
}

}  // namespace digitnet::cli
