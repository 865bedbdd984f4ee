#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digitnet::bench {

/// A loop of one instruction that multiplies and adds, with all its numbers in registers: what a core cannot exceed.
struct Peak {
  std::string name;          ///< `fp32`, `vdpbf16ps` or `tdpbf16ps`
  double operations = 0;     ///< floating-point operations of a round
  float (*run)(int rounds);  ///< returns any one of the sums
  float (*expected)(int rounds);
};

/// Those of active_isa(), float first. Throws as active_isa() does.
[[nodiscard]] std::vector<Peak> peaks();

/// Reads `count` floats `passes` times in the widest loads of active_isa() and returns the sum of all that was read.
/// `count` is a multiple of kReadStep, `data` aligned to 64 bytes.
using Read = double (*)(const float* data, std::size_t count, std::size_t passes);
[[nodiscard]] Read widest_read();
inline constexpr std::size_t kReadStep = 128;

}  // namespace digitnet::bench
