// A picture as the server takes it: told by its first bytes, its size read from its header, then decoded.

#include <cstddef>
#include <cstdint>
#include <span>

#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "expect.hpp"
#include "picture_admission.hpp"

namespace {

// Larger ones are decoded alike, and take so long that nothing else is tried meanwhile.
constexpr std::int64_t kMostDecoded_px = 1 << 18;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet;
  using fuzz::expect;
  const std::span<const std::uint8_t> bytes(data, size);
  try {
    const std::int64_t admitted_px = serve::admit_picture(bytes);
    expect(admitted_px > 0 && admitted_px <= serve::kMostPicture_px, "what is admitted is of a size that may be");
    if (admitted_px > kMostDecoded_px) return 0;
    const Image picture = decode_image(bytes, "picture");
    const std::int64_t decoded_px = static_cast<std::int64_t>(picture.width) * picture.height;
    expect(decoded_px == static_cast<std::int64_t>(picture.pixels.size()),
           "a picture has as many pixels as its size says");
    expect(decoded_px == admitted_px, "a picture is as large as it was admitted for");
  } catch (const serve::PictureRefused& refused) {
    expect(refused.status() == 413 || refused.status() == 415 || refused.status() == 422, "a refusal has its status");
  } catch (const FormatError&) {
  }
  return 0;
}
