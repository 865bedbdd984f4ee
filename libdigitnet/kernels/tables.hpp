#pragma once

#include "kernels/kernels.hpp"

// One table for each instruction set this build has kernels for; the sources behind them are the same.
namespace digitnet::kernel_bodies {

namespace baseline {
extern const Kernels kTable;
}
namespace avx2 {
extern const Kernels kTable;
}
namespace avx512 {
extern const Kernels kTable;
}

}  // namespace digitnet::kernel_bodies
