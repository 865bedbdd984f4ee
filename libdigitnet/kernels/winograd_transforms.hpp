#pragma once

// The matrices of F(2x2, 3x3), F(4x4, 3x3) and F(6x6, 3x3), each as what it does to one column of packets:
// interpolation at as many points as an input tile is wide, the last at infinity (Lavin & Gray 2016, section 4).

#include "kernels/kernels.hpp"
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

/// F(2x2, 3x3), with the points 0, 1, -1: tiles of 4x4 make 2x2 outputs.
struct F2x2 {
  static constexpr WinogradTiles kTiles = kTilesOf2;
  static constexpr int kOut = 2, kIn = 4, kPositions = 16;

  /// B^T: 4 -> 4.
  struct InputTransform {
    static constexpr int kFrom = 4, kTo = 4;
    static void apply(const Packet (&d)[4], Packet (&t)[4]) noexcept {
      t[0] = minus(d[0], d[2]);
      t[1] = plus(d[1], d[2]);
      t[2] = minus(d[2], d[1]);
      t[3] = minus(d[3], d[1]);
    }
  };

  /// B: 4 -> 4, the transpose of InputTransform.
  struct InputTranspose {
    static constexpr int kFrom = 4, kTo = 4;
    static void apply(const Packet (&t)[4], Packet (&d)[4]) noexcept {
      d[0] = t[0];
      d[1] = minus(minus(t[1], t[2]), t[3]);
      d[2] = minus(plus(t[1], t[2]), t[0]);
      d[3] = t[3];
    }
  };

  /// A^T: 4 -> 2.
  struct OutputTransform {
    static constexpr int kFrom = 4, kTo = 2;
    static void apply(const Packet (&m)[4], Packet (&y)[2]) noexcept {
      y[0] = plus(m[0], plus(m[1], m[2]));
      y[1] = plus(minus(m[1], m[2]), m[3]);
    }
  };

  /// A: 2 -> 4.
  struct OutputTranspose {
    static constexpr int kFrom = 2, kTo = 4;
    static void apply(const Packet (&y)[2], Packet (&m)[4]) noexcept {
      m[0] = y[0];
      m[1] = plus(y[0], y[1]);
      m[2] = minus(y[0], y[1]);
      m[3] = y[1];
    }
  };

  /// G: 3 -> 4.
  struct KernelTransform {
    static constexpr int kFrom = 3, kTo = 4;
    static void apply(const Packet (&g)[3], Packet (&u)[4]) noexcept {
      const Packet sum = plus(g[0], g[2]);
      u[0] = g[0];
      u[1] = times(0.5f, plus(sum, g[1]));
      u[2] = times(0.5f, minus(sum, g[1]));
      u[3] = g[2];
    }
  };

  /// G^T: 4 -> 3.
  struct KernelTranspose {
    static constexpr int kFrom = 4, kTo = 3;
    static void apply(const Packet (&u)[4], Packet (&g)[3]) noexcept {
      const Packet near = plus(u[1], u[2]);
      g[0] = times_plus(0.5f, near, u[0]);
      g[1] = times(0.5f, minus(u[1], u[2]));
      g[2] = times_plus(0.5f, near, u[3]);
    }
  };
};

/// F(4x4, 3x3), with the points 0, 1, -1, 2, -2: tiles of 6x6 make 4x4 outputs.
struct F4x4 {
  static constexpr WinogradTiles kTiles = kTilesOf4;
  static constexpr int kOut = 4, kIn = 6, kPositions = 36;

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
};

/// F(6x6, 3x3), with the points 0, 1, -1, 2, -2, 1/2, -1/2: tiles of 8x8 make 6x6 outputs.
struct F6x6 {
  static constexpr WinogradTiles kTiles = kTilesOf6;
  static constexpr int kOut = 6, kIn = 8, kPositions = 64;

  /// B^T: 8 -> 8.
  struct InputTransform {
    static constexpr int kFrom = 8, kTo = 8;
    static void apply(const Packet (&d)[8], Packet (&t)[8]) noexcept {
      const Packet even1 = times_plus(-4.25f, d[4], plus(d[2], d[6]));
      const Packet odd1 = times_plus(-4.25f, d[3], plus(d[1], d[5]));
      const Packet even2 = times_plus(0.25f, d[2], times_plus(-1.25f, d[4], d[6]));
      const Packet odd2 = times_plus(0.5f, d[1], times_plus(-2.5f, d[3], times(2, d[5])));
      const Packet even3 = times_plus(4, d[2], times_plus(-5, d[4], d[6]));
      const Packet odd3 = times_plus(2, d[1], times_plus(-2.5f, d[3], times(0.5f, d[5])));
      t[0] = times_plus(5.25f, minus(d[4], d[2]), minus(d[0], d[6]));
      t[1] = plus(even1, odd1);
      t[2] = minus(even1, odd1);
      t[3] = plus(even2, odd2);
      t[4] = minus(even2, odd2);
      t[5] = plus(even3, odd3);
      t[6] = minus(even3, odd3);
      t[7] = times_plus(5.25f, minus(d[3], d[5]), minus(d[7], d[1]));
    }
  };

  /// B: 8 -> 8, the transpose of InputTransform.
  struct InputTranspose {
    static constexpr int kFrom = 8, kTo = 8;
    static void apply(const Packet (&t)[8], Packet (&d)[8]) noexcept {
      const Packet sum1 = plus(t[1], t[2]);
      const Packet difference1 = minus(t[1], t[2]);
      const Packet sum2 = plus(t[3], t[4]);
      const Packet difference2 = minus(t[3], t[4]);
      const Packet sum3 = plus(t[5], t[6]);
      const Packet difference3 = minus(t[5], t[6]);
      d[0] = t[0];
      d[1] = times_plus(0.5f, difference2, times_plus(2, difference3, minus(difference1, t[7])));
      d[2] = times_plus(-5.25f, t[0], times_plus(0.25f, sum2, times_plus(4, sum3, sum1)));
      d[3] = times_plus(5.25f, t[7], times_plus(-4.25f, difference1, times(-2.5f, plus(difference2, difference3))));
      d[4] = times_plus(5.25f, t[0], times_plus(-4.25f, sum1, times_plus(-1.25f, sum2, times(-5, sum3))));
      d[5] = times_plus(-5.25f, t[7], times_plus(2, difference2, times_plus(0.5f, difference3, difference1)));
      d[6] = minus(plus(sum1, plus(sum2, sum3)), t[0]);
      d[7] = t[7];
    }
  };

  /// A^T: 8 -> 6.
  struct OutputTransform {
    static constexpr int kFrom = 8, kTo = 6;
    static void apply(const Packet (&m)[8], Packet (&y)[6]) noexcept {
      const Packet sum1 = plus(m[1], m[2]);
      const Packet difference1 = minus(m[1], m[2]);
      const Packet sum2 = plus(m[3], m[4]);
      const Packet difference2 = minus(m[3], m[4]);
      const Packet sum3 = plus(m[5], m[6]);
      const Packet difference3 = minus(m[5], m[6]);
      y[0] = plus(plus(m[0], sum1), plus(sum2, sum3));
      y[1] = times_plus(2, difference2, times_plus(0.5f, difference3, difference1));
      y[2] = times_plus(4, sum2, times_plus(0.25f, sum3, sum1));
      y[3] = times_plus(8, difference2, times_plus(0.125f, difference3, difference1));
      y[4] = times_plus(16, sum2, times_plus(0.0625f, sum3, sum1));
      y[5] = times_plus(32, difference2, times_plus(0.03125f, difference3, plus(difference1, m[7])));
    }
  };

  /// A: 6 -> 8.
  struct OutputTranspose {
    static constexpr int kFrom = 6, kTo = 8;
    static void apply(const Packet (&y)[6], Packet (&m)[8]) noexcept {
      const Packet even1 = plus(plus(y[0], y[2]), y[4]);
      const Packet odd1 = plus(plus(y[1], y[3]), y[5]);
      const Packet even2 = times_plus(16, y[4], times_plus(4, y[2], y[0]));
      const Packet odd2 = times_plus(32, y[5], times_plus(8, y[3], times(2, y[1])));
      const Packet even3 = times_plus(0.0625f, y[4], times_plus(0.25f, y[2], y[0]));
      const Packet odd3 = times_plus(0.03125f, y[5], times_plus(0.125f, y[3], times(0.5f, y[1])));
      m[0] = y[0];
      m[1] = plus(even1, odd1);
      m[2] = minus(even1, odd1);
      m[3] = plus(even2, odd2);
      m[4] = minus(even2, odd2);
      m[5] = plus(even3, odd3);
      m[6] = minus(even3, odd3);
      m[7] = y[5];
    }
  };

  /// G: 3 -> 8.
  struct KernelTransform {
    static constexpr int kFrom = 3, kTo = 8;
    static void apply(const Packet (&g)[3], Packet (&u)[8]) noexcept {
      const Packet sum = plus(g[0], g[2]);
      const Packet far = times_plus(4, g[2], g[0]);
      const Packet near = times_plus(4, g[0], g[2]);
      u[0] = g[0];
      u[1] = times(-2.0f / 9, plus(sum, g[1]));
      u[2] = times(-2.0f / 9, minus(sum, g[1]));
      u[3] = times(1.0f / 90, times_plus(2, g[1], far));
      u[4] = times(1.0f / 90, times_plus(-2, g[1], far));
      u[5] = times(8.0f / 45, times_plus(2, g[1], near));
      u[6] = times(8.0f / 45, times_plus(-2, g[1], near));
      u[7] = g[2];
    }
  };

  /// G^T: 8 -> 3.
  struct KernelTranspose {
    static constexpr int kFrom = 8, kTo = 3;
    static void apply(const Packet (&u)[8], Packet (&g)[3]) noexcept {
      const Packet sum1 = plus(u[1], u[2]);
      const Packet sum2 = plus(u[3], u[4]);
      const Packet sum3 = plus(u[5], u[6]);
      g[0] = plus(u[0], times_plus(-2.0f / 9, sum1, times_plus(1.0f / 90, sum2, times(32.0f / 45, sum3))));
      g[1] = times_plus(-2.0f / 9, minus(u[1], u[2]),
                        times_plus(1.0f / 45, minus(u[3], u[4]), times(16.0f / 45, minus(u[5], u[6]))));
      g[2] = plus(u[7], times_plus(-2.0f / 9, sum1, times_plus(2.0f / 45, sum2, times(8.0f / 45, sum3))));
    }
  };
};

/// T x T^T for a square x of packets: `load(i, j)` gives it, `store(i, j, value)` takes the result.
template <class Transform, class Load, class Store>
EIGEN_ALWAYS_INLINE void transform_square(const Load& load, const Store& store) noexcept {
  Packet half[Transform::kTo][Transform::kFrom];
#pragma GCC unroll 8
  for (int j = 0; j < Transform::kFrom; ++j) {
    Packet column[Transform::kFrom];
    Packet result[Transform::kTo];
#pragma GCC unroll 8
    for (int i = 0; i < Transform::kFrom; ++i) column[i] = load(i, j);
    Transform::apply(column, result);
#pragma GCC unroll 8
    for (int i = 0; i < Transform::kTo; ++i) half[i][j] = result[i];
  }
#pragma GCC unroll 8
  for (int i = 0; i < Transform::kTo; ++i) {
    Packet result[Transform::kTo];
    Transform::apply(half[i], result);
#pragma GCC unroll 8
    for (int j = 0; j < Transform::kTo; ++j) store(i, j, result[j]);
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
