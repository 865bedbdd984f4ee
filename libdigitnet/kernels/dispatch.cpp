#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <string_view>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/isa.hpp"
#include "kernels/kernels.hpp"
#include "kernels/processor.hpp"
#include "kernels/tables.hpp"

namespace digitnet {

namespace {

struct Candidate {
  std::string_view isa;
  const Kernels* fp32;
  const Kernels* bf16_training;  ///< these are the same as fp32 without instructions for bfloat16
  const Kernels* bf16_inference;
  const Kernels* fastest_training;
  const Kernels* fastest_inference;
};

Candidate in_float(std::string_view isa, const Kernels& table) {
  return {isa, &table, &table, &table, &table, &table};
}

std::vector<Candidate> candidates() {
  std::vector<Candidate> list{in_float("baseline", kernel_bodies::baseline::kTable)};
#ifdef DIGITNET_HAS_X86
  using namespace kernel_bodies;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list.push_back(in_float("avx2", avx2::kTable));
  if (has_avx512()) list.push_back(in_float("avx512", avx512::kTable));
  // With vdpbf16ps a direct convolution is no faster than Winograd's in float. So training takes Winograd's algorithm
  // in bfloat16, whose rounding noise it does not mind; reading does, and gains by dense layers whose weights are read
  // for few images (docs/performance.md). On Intel's cores the instruction is slower than products in float.
  if (has_avx512_bf16()) {
    const Kernels& training = avx512_bf16::training_table();
    list.push_back({"avx512_bf16", &avx512::kTable, &training, &avx512_bf16::table(),
                    __builtin_cpu_is("amd") ? &training : &avx512::kTable, &avx512_bf16::dense_table()});
  }
  if (has_amx_bf16())
    list.push_back(
        {"amx_bf16", &avx512::kTable, &amx_bf16::table(), &amx_bf16::table(), &amx_bf16::table(), &amx_bf16::table()});
#endif
  return list;
}

Candidate choose() {
  const auto list = candidates();
  const char* wanted = std::getenv("DIGITNET_ISA");
  if (wanted == nullptr || *wanted == '\0') return list.back();
  for (const Candidate& candidate : list)
    if (candidate.isa == wanted) return candidate;
  throw ArgumentError(fmt::format("DIGITNET_ISA: expected one of {} on this processor, found '{}'",
                                  fmt::join(available_isas(), ", "), wanted));
}

const Candidate& chosen() {
  static const Candidate candidate = choose();
  return candidate;
}

}  // namespace

std::vector<std::string_view> available_isas() {
  std::vector<std::string_view> names;
  for (const Candidate& candidate : candidates()) names.push_back(candidate.isa);
  return names;
}

std::string_view active_isa() {
  return chosen().isa;
}

Precision training_precision(Precision wanted) {
  return &kernels(wanted) == chosen().fp32 ? Precision::fp32 : Precision::bf16;
}

const Kernels& kernels(Precision precision, Purpose purpose) {
  const Candidate& candidate = chosen();
  if (precision == Precision::fp32) return *candidate.fp32;
  const bool training = purpose == Purpose::training;
  if (precision == Precision::bf16) return training ? *candidate.bf16_training : *candidate.bf16_inference;
  return training ? *candidate.fastest_training : *candidate.fastest_inference;
}

}  // namespace digitnet
