#include "digitnet/image.hpp"
#include "formats/file.hpp"

namespace digitnet {
namespace {

constexpr std::uint64_t kLargestPicture_bytes = std::uint64_t{512} << 20;

}  // namespace

// Here and not beside decode_image(), because files are the business of this room.
Image load_image(const std::filesystem::path& path) {
  return decode_image(read_file(path, kLargestPicture_bytes), path.string());
}

}  // namespace digitnet
