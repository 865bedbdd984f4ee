#pragma once

#include <cstdint>
#include <span>

namespace digitnet::cli {

/// The 64-bit FNV-1a hash of what is added to it: tells changed data from the same, not from forged.
struct Fnv1a {
  std::uint64_t value = 0xcbf29ce484222325u;

  void add(std::uint8_t byte) { value = (value ^ byte) * 0x100000001b3u; }
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) {
      add(byte);
    }
  }
  /// Its bytes from the lowest to the highest.
  void add_number(std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      add(static_cast<std::uint8_t>(number >> shift));
    }
  }
};

}  // namespace digitnet::cli
