#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <string_view>
#include <vector>

#include "digitnet/error.hpp"
#include "digitnet/isa.hpp"
#include "kernels/kernels.hpp"
#include "kernels/tables.hpp"

namespace digitnet {

namespace {

struct Candidate {
  std::string_view isa;
  const Kernels* table;
};

std::vector<Candidate> candidates() {
  std::vector<Candidate> list{{"baseline", &kernel_bodies::baseline::kTable}};
#ifdef DIGITNET_HAS_AVX2
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2) list.push_back({"avx2", &kernel_bodies::avx2::kTable});
#endif
#ifdef DIGITNET_HAS_AVX512
  if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    list.push_back({"avx512", &kernel_bodies::avx512::kTable});
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

const Kernels& kernels() {
  return *chosen().table;
}

}  // namespace digitnet
