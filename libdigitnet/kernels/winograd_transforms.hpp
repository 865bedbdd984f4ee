#pragma once

// The matrices of F(4x4, 3x3) (Lavin & Gray 2016, section 4.2), each as what it does to one column of packets.

#include "kernels/product.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

inline Packet times(float factor, const Packet& x) noexcept {
  return Eigen::internal::pmul(Eigen::internal::pset1<Packet>(factor), x);
}
/// factor * x + y
inline Packet times_plus(float factor, const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::pmadd(Eigen::internal::pset1<Packet>(factor), x, y);
}
inline Packet plus(const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::padd(x, y);
}
inline Packet minus(const Packet& x, const Packet& y) noexcept {
  return Eigen::internal::psub(x, y);
}

/// B^T: 6 -> 6.
struct InputTransform {
  static constexpr int kFrom = 6, kTo = 6;
  static void apply(const Packet (&d)[6], Packet (&t)[6]) noexcept {
    const Packet even = times_plus(-4, d[2], d[4]);
    const Packet odd = times_plus(-4, d[1], d[3]);
    const Packet even2 = minus(d[4], d[2]);
    const Packet odd2 = times(2, minus(d[3], d[1]));
    t[0] = times_plus(4, d[0], times_plus(-5, d[2], d[4]));
    t[1] = plus(even, odd);
    t[2] = minus(even, odd);
    t[3] = plus(even2, odd2);
    t[4] = minus(even2, odd2);
    t[5] = times_plus(4, d[1], times_plus(-5, d[3], d[5]));
  }
};

/// B: 6 -> 6, the transpose of InputTransform.
struct InputTranspose {
  static constexpr int kFrom = 6, kTo = 6;
  static void apply(const Packet (&t)[6], Packet (&d)[6]) noexcept {
    const Packet sum1 = plus(t[1], t[2]);
    const Packet difference1 = minus(t[1], t[2]);
    const Packet sum2 = plus(t[3], t[4]);
    const Packet difference2 = minus(t[3], t[4]);
    d[0] = times(4, t[0]);
    d[1] = times_plus(4, minus(t[5], difference1), times(-2, difference2));
    d[2] = minus(times_plus(-5, t[0], times(-4, sum1)), sum2);
    d[3] = times_plus(2, difference2, times_plus(-5, t[5], difference1));
    d[4] = plus(t[0], plus(sum1, sum2));
    d[5] = t[5];
  }
};

/// A^T: 6 -> 4.
struct OutputTransform {
  static constexpr int kFrom = 6, kTo = 4;
  static void apply(const Packet (&m)[6], Packet (&y)[4]) noexcept {
    const Packet sum1 = plus(m[1], m[2]);
    const Packet difference1 = minus(m[1], m[2]);
    const Packet sum2 = plus(m[3], m[4]);
    const Packet difference2 = minus(m[3], m[4]);
    y[0] = plus(m[0], plus(sum1, sum2));
    y[1] = times_plus(2, difference2, difference1);
    y[2] = times_plus(4, sum2, sum1);
    y[3] = plus(m[5], times_plus(8, difference2, difference1));
  }
};

/// A: 4 -> 6.
struct OutputTranspose {
  static constexpr int kFrom = 4, kTo = 6;
  static void apply(const Packet (&y)[4], Packet (&m)[6]) noexcept {
    const Packet even1 = plus(y[0], y[2]);
    const Packet odd1 = plus(y[1], y[3]);
    const Packet even2 = times_plus(4, y[2], y[0]);
    const Packet odd2 = times(2, times_plus(4, y[3], y[1]));
    m[0] = y[0];
    m[1] = plus(even1, odd1);
    m[2] = minus(even1, odd1);
    m[3] = plus(even2, odd2);
    m[4] = minus(even2, odd2);
    m[5] = y[3];
  }
};

/// G: 3 -> 6.
struct KernelTransform {
  static constexpr int kFrom = 3, kTo = 6;
  static void apply(const Packet (&g)[3], Packet (&u)[6]) noexcept {
    const Packet sum = plus(g[0], g[2]);
    const Packet far = times_plus(4, g[2], g[0]);
    u[0] = times(0.25f, g[0]);
    u[1] = times(-1.0f / 6, plus(sum, g[1]));
    u[2] = times(-1.0f / 6, minus(sum, g[1]));
    u[3] = times(1.0f / 24, times_plus(2, g[1], far));
    u[4] = times(1.0f / 24, times_plus(-2, g[1], far));
    u[5] = g[2];
  }
};

/// G^T: 6 -> 3.
struct KernelTranspose {
  static constexpr int kFrom = 6, kTo = 3;
  static void apply(const Packet (&u)[6], Packet (&g)[3]) noexcept {
    const Packet near = plus(u[1], u[2]);
    const Packet far = plus(u[3], u[4]);
    g[0] = times_plus(0.25f, u[0], times_plus(-1.0f / 6, near, times(1.0f / 24, far)));
    g[1] = times_plus(1.0f / 6, minus(u[2], u[1]), times(1.0f / 12, minus(u[3], u[4])));
    g[2] = plus(u[5], times_plus(-1.0f / 6, near, times(1.0f / 6, far)));
  }
};

/// T x T^T for a square x of packets: `load(i, j)` gives it, `store(i, j, value)` takes the result.
template <class Transform, class Load, class Store>
EIGEN_ALWAYS_INLINE void transform_square(const Load& load, const Store& store) noexcept {
  Packet half[Transform::kTo][Transform::kFrom];
#pragma GCC unroll 6
  for (int j = 0; j < Transform::kFrom; ++j) {
    Packet column[Transform::kFrom];
    Packet result[Transform::kTo];
#pragma GCC unroll 6
    for (int i = 0; i < Transform::kFrom; ++i) column[i] = load(i, j);
    Transform::apply(column, result);
#pragma GCC unroll 6
    for (int i = 0; i < Transform::kTo; ++i) half[i][j] = result[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < Transform::kTo; ++i) {
    Packet result[Transform::kTo];
    Transform::apply(half[i], result);
#pragma GCC unroll 6
    for (int j = 0; j < Transform::kTo; ++j) store(i, j, result[j]);
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
