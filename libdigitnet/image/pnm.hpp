#pragma once

#include <cstdint>
#include <span>

namespace digitnet {

/// Whether bytes begin as a binary PGM or PPM does, but with more digits in a number of the header than an int has:
/// stb_image 2.27 lets such a number overflow.
[[nodiscard]] bool is_pnm_with_impossible_number(std::span<const std::uint8_t> bytes) noexcept;

}  // namespace digitnet
