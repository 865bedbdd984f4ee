#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "digitnet/error.hpp"

namespace digitnet::serve {

/// A picture that is not taken: `what()` says why, for the client.
class PictureRefused : public Error {
 public:
  PictureRefused(int status, const std::string& why) : Error(why), status_(status) {}
  [[nodiscard]] int status() const { return status_; }

 private:
  int status_;  // 413, 415, 422, or 429 where there is no room
};

inline constexpr std::int64_t kMostSide_px = 12'000;
inline constexpr std::int64_t kMostPicture_px = 50'000'000;
inline constexpr std::int64_t kMostUnpacked_bytes = 100'000'000;  ///< of a PNG
inline constexpr std::int64_t kMostScanned_px = 1'000'000'000;    ///< of a JPEG, in all its scans

/// How many pixels a picture has, told from its first bytes, before anything is decoded.
///
/// Throws PictureRefused with 415 for bytes that do not begin as PNG, JPEG, BMP or PNM do, 413 for more than
/// kMostSide_px a side or kMostPicture_px in all or more work than that suggests, 422 when no size can be told.
[[nodiscard]] std::int64_t admit_picture(std::span<const std::uint8_t> bytes);

}  // namespace digitnet::serve
