#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// Limits on what an archive may hold, beside those of a picture.
inline constexpr std::size_t kMostArchiveEntries = 1000;                ///< folders and hidden files counted
inline constexpr std::size_t kMostArchiveUnpacked_bytes = 256'000'000;  ///< of all entries
inline constexpr std::size_t kMostArchiveRatio = 200;                   ///< unpacked to packed, of entries above 1 MB

/// Whether bytes begin as a ZIP archive does.
[[nodiscard]] bool is_archive(std::string_view bytes);

/// The pictures in a ZIP archive, without folders and what systems put into archives by themselves (`__MACOSX/`, names
/// that begin with a dot, `Thumbs.db`, `desktop.ini`). Entries are unpacked into memory, and their names are text: none
/// becomes a path, whatever it says.
class PictureArchive {
 public:
  /// Reads the directory of `archive`, whose bytes stay where they are, and unpacks nothing.
  ///
  /// Throws PictureRefused: 413 beyond the limits above; 415 for entries that are encrypted or packed by other means
  /// than deflate; 422 for an archive that is damaged.
  explicit PictureArchive(std::string_view archive);
  ~PictureArchive();
  PictureArchive(const PictureArchive&) = delete;
  PictureArchive& operator=(const PictureArchive&) = delete;

  [[nodiscard]] std::size_t size() const { return pictures_.size(); }
  [[nodiscard]] const std::string& name(std::size_t picture) const { return pictures_[picture].name; }
  /// The bytes of a picture. Throws PictureRefused: 413 for one larger than `most` bytes, told before it is unpacked
  /// and again while it is; 415 for an archive inside the archive; 422 for one that is damaged.
  [[nodiscard]] std::string unpack(std::size_t picture, std::size_t most);

 private:
  struct Entry {
    std::uint64_t index = 0;
    std::uint64_t bytes = 0;  ///< as the directory says
    std::string name;
  };

  void read_directory();

  struct Handle;
  std::unique_ptr<Handle> handle_;
  std::vector<Entry> pictures_;
};

}  // namespace digitnet::serve
