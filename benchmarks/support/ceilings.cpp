#include "support/ceilings.hpp"

#include "digitnet/isa.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <cstdint>

namespace digitnet::bench {

namespace {

// Sums that do not wait for one another: as many as an instruction takes cycles, times the units that there are.
constexpr int kSums = 12;

// Every round of sum = sum * 0.5 + 1 comes nearer to 2, which it reaches after some 25, and never leaves. Sums start
// from different numbers: else the compiler sees that they are the same.
constexpr float kFactor = 0.5f;
constexpr float kTerm = 1.0f;

float two(int /*rounds*/) {
  return 2.0f;
}

// A compiler's own vectors, for every processor; where it has no fused instruction, a product and a sum.
using Floats4 = float __attribute__((vector_size(16)));

float multiply_add_baseline(int rounds) {
  constexpr int kMoreSums = 14;
  const Floats4 factor = Floats4{} + kFactor;
  const Floats4 term = Floats4{} + kTerm;
  Floats4 sums[kMoreSums];
  for (int i = 0; i < kMoreSums; ++i) sums[i] = Floats4{} + static_cast<float>(i);
  for (int round = 0; round < rounds; ++round)
    for (auto& sum : sums) sum = sum * factor + term;
  Floats4 all = sums[0];
  for (const auto& sum : sums) all = all + sum;
  return all[0] / (kMoreSums + 1);
}

double read_baseline(const float* data, std::size_t count, std::size_t passes) {
  Floats4 sums[8] = {};
  for (std::size_t pass = 0; pass < passes; ++pass)
    for (std::size_t i = 0; i < count; i += 32)
      for (std::size_t k = 0; k < 8; ++k) sums[k] += *reinterpret_cast<const Floats4*>(data + i + 4 * k);
  double total = 0;
  for (const auto& sum : sums)
    for (int lane = 0; lane < 4; ++lane) total += static_cast<double>(sum[lane]);
  return total;
}

#if defined(__x86_64__)

[[gnu::target("avx2,fma")]] float multiply_add_avx2(int rounds) {
  const __m256 factor = _mm256_set1_ps(kFactor);
  const __m256 term = _mm256_set1_ps(kTerm);
  __m256 sums[kSums];
  for (int i = 0; i < kSums; ++i) sums[i] = _mm256_set1_ps(static_cast<float>(i));
  for (int round = 0; round < rounds; ++round)
    for (auto& sum : sums) sum = _mm256_fmadd_ps(sum, factor, term);
  __m256 all = sums[0];
  for (const auto& sum : sums) all = _mm256_add_ps(all, sum);
  return _mm256_cvtss_f32(all) / (kSums + 1);
}

[[gnu::target("avx512f")]] float multiply_add_avx512(int rounds) {
  const __m512 factor = _mm512_set1_ps(kFactor);
  const __m512 term = _mm512_set1_ps(kTerm);
  __m512 sums[kSums];
  for (int i = 0; i < kSums; ++i) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  for (int round = 0; round < rounds; ++round)
    for (auto& sum : sums) sum = _mm512_fmadd_ps(sum, factor, term);
  __m512 all = sums[0];
  for (const auto& sum : sums) all = _mm512_add_ps(all, sum);
  return _mm512_cvtss_f32(all) / (kSums + 1);
}

[[gnu::target("avx2")]] double read_avx2(const float* data, std::size_t count, std::size_t passes) {
  __m256 sums[8] = {};
  for (std::size_t pass = 0; pass < passes; ++pass)
    for (std::size_t i = 0; i < count; i += 64)
      for (std::size_t k = 0; k < 8; ++k) sums[k] = _mm256_add_ps(sums[k], _mm256_load_ps(data + i + 8 * k));
  double total = 0;
  for (const auto& sum : sums) {
    alignas(32) float lanes[8];
    _mm256_store_ps(lanes, sum);
    for (const float lane : lanes) total += static_cast<double>(lane);
  }
  return total;
}

[[gnu::target("avx512f")]] double read_avx512(const float* data, std::size_t count, std::size_t passes) {
  __m512 sums[8] = {};
  for (std::size_t pass = 0; pass < passes; ++pass)
    for (std::size_t i = 0; i < count; i += kReadStep)
      for (std::size_t k = 0; k < 8; ++k) sums[k] = _mm512_add_ps(sums[k], _mm512_load_ps(data + i + 16 * k));
  double total = 0;
  for (const auto& sum : sums) {
    alignas(64) float lanes[16];
    _mm512_store_ps(lanes, sum);
    for (const float lane : lanes) total += static_cast<double>(lane);
  }
  return total;
}

// Two values of bfloat16 in a word: 1 and 0.5, and 1 and -1, whose products add up to 0.5.
constexpr std::uint32_t kOneAndHalf = 0x3f003f80U;
constexpr std::uint32_t kOneAndMinusOne = 0xbf803f80U;

float half_a_round(int rounds) {
  return 0.5f * static_cast<float>(rounds);
}

[[gnu::target("avx512f,avx512bf16")]] float multiply_add_bf16(int rounds) {
  const auto left = reinterpret_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(kOneAndHalf)));
  const auto right = reinterpret_cast<__m512bh>(_mm512_set1_epi32(static_cast<int>(kOneAndMinusOne)));
  __m512 sums[kSums];
  for (int i = 0; i < kSums; ++i) sums[i] = _mm512_set1_ps(static_cast<float>(i));
  for (int round = 0; round < rounds; ++round)
    for (auto& sum : sums) sum = _mm512_dpbf16_ps(sum, left, right);
  __m512 all = _mm512_setzero_ps();
  for (const auto& sum : sums) all = _mm512_add_ps(all, sum);
  return (_mm512_cvtss_f32(all) - kSums * (kSums - 1) / 2) / kSums;
}

/// What ldtilecfg reads; all eight tiles are 16 rows of 64 bytes.
struct alignas(64) TileConfiguration {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

constexpr int kTileSums = 4;
constexpr double kTileOperations = 2.0 * 16 * 16 * 32;

/// A sum of a tile takes 16 pairs a round.
float eight_a_round(int rounds) {
  return 8.0f * static_cast<float>(rounds);
}

[[gnu::target("avx512f,amx-tile,amx-bf16")]] float multiply_add_tiles(int rounds) {
  const TileConfiguration configuration;
  alignas(64) std::uint32_t left[256];
  alignas(64) std::uint32_t right[256];
  alignas(64) float sums[256];
  for (auto& word : left) word = kOneAndHalf;
  for (auto& word : right) word = kOneAndMinusOne;
  asm volatile("" ::: "memory");  // g++ 12 does not know what the instructions below read
  _tile_loadconfig(&configuration);
  _tile_loadd(4, left, 64);
  _tile_loadd(5, left, 64);
  _tile_loadd(6, right, 64);
  _tile_loadd(7, right, 64);
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  for (int round = 0; round < rounds; ++round) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_stored(3, sums, 64);
  _tile_release();
  asm volatile("" ::: "memory");
  return sums[17];
}

#endif

}  // namespace

std::vector<Peak> peaks() {
  const std::string_view isa = active_isa();
#if defined(__x86_64__)
  if (isa == "avx2") return {{"fp32", 2.0 * kSums * 8, multiply_add_avx2, two}};
  if (isa != "baseline") {
    std::vector<Peak> list{{"fp32", 2.0 * kSums * 16, multiply_add_avx512, two}};
    if (isa != "avx512") list.push_back({"vdpbf16ps", 4.0 * kSums * 16, multiply_add_bf16, half_a_round});
    if (isa == "amx_bf16")
      list.push_back({"tdpbf16ps", kTileSums * kTileOperations, multiply_add_tiles, eight_a_round});
    return list;
  }
#endif
  return {{"fp32", 2.0 * 14 * 4, multiply_add_baseline, two}};
}

Read widest_read() {
#if defined(__x86_64__)
  if (active_isa() == "avx2") return read_avx2;
  if (active_isa() != "baseline") return read_avx512;
#endif
  return read_baseline;
}

}  // namespace digitnet::bench
