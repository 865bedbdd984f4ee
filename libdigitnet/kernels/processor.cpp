#include "kernels/processor.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace digitnet {

#if defined(__x86_64__)

namespace {

struct Leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
};

/// "Structured extended features" (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID).
Leaf features(unsigned subleaf) noexcept {
  Leaf leaf;
  __get_cpuid_count(7, subleaf, &leaf.eax, &leaf.ebx, &leaf.ecx, &leaf.edx);
  return leaf;
}

bool bit(unsigned word, unsigned number) noexcept {
  return (word >> number & 1U) != 0;
}

}  // namespace

bool has_avx512() noexcept {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

bool has_avx512_bf16() noexcept {
  return has_avx512() && features(0).eax >= 1 && bit(features(1).eax, 5);
}

bool has_amx_bf16() noexcept {
#ifdef SYS_arch_prctl
  constexpr int kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr unsigned long kTileData = 18;     // XFEATURE_XTILEDATA
  const Leaf leaf = features(0);
  return has_avx512_bf16() && bit(leaf.edx, 22) && bit(leaf.edx, 24) &&
         syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
#else
  return false;
#endif
}

bool has_fast_vdpbf16ps() noexcept {
  return __builtin_cpu_is("amd") && has_avx512_bf16();
}

#else

bool has_avx512() noexcept { return false; }
bool has_avx512_bf16() noexcept { return false; }
bool has_amx_bf16() noexcept { return false; }
bool has_fast_vdpbf16ps() noexcept { return false; }

#endif

}  // namespace digitnet
