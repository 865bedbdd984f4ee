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
  const Kernels* bf16 = nullptr;  // where it has instructions for it
  const Kernels* fastest = nullptr;  // then: with bf16 in those layers that gain from it
};

std::vector<Candidate> candidates() {
  std::vector<Candidate> list{{"baseline", &kernel_bodies::baseline::kTable}};
#ifdef DIGITNET_HAS_X86
  using namespace kernel_bodies;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) list.push_back({"avx2", &avx2::kTable});
  if (has_avx512()) list.push_back({"avx512", &avx512::kTable});
  if (has_avx512_bf16()) list.push_back({"avx512_bf16", &avx512::kTable, &avx512_bf16::table(), &avx512_bf16::dense_table()});
  if (has_amx_bf16()) list.push_back({"amx_bf16", &avx512::kTable, &amx_bf16::table(), &amx_bf16::table()});
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

Precision precision_in_use(Precision wanted) {
  return wanted == Precision::fp32 || chosen().bf16 == nullptr ? Precision::fp32 : Precision::bf16;
}

const Kernels& kernels(Precision precision) {
  if (precision_in_use(precision) == Precision::fp32) return *chosen().fp32;
  return precision == Precision::bf16 ? *chosen().bf16 : *chosen().fastest;
}

}  // namespace digitnet
