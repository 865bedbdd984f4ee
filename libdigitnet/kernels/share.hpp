#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/kernels.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

/// Things [first, last) of many.
struct Share {
  int first, last;
};

/// The share of `part` of `count` things, in whole groups of `group`.
inline Share share(int count, int group, Part part) noexcept {
  const int groups = (count + group - 1) / group;
  const auto bound = [&](int i) { return static_cast<int>(std::ptrdiff_t{groups} * i / part.count) * group; };
  return {std::min(bound(part.index), count), std::min(bound(part.index + 1), count)};
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
