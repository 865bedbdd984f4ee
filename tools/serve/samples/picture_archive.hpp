#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace digitnet::serve {

/// Limits on what an archive may hold, beside those of a picture.
inline constexpr std::size_t kMostArchiveEntries = 1000;          ///< folders and hidden files counted
inline constexpr std::size_t kMostArchiveUnpacked_bytes = 256'000'000;  ///< of all entries
inline constexpr std::size_t kMostArchiveRatio = 200;             ///< unpacked to packed, of entries above 1 MB

/// Whether bytes begin as a ZIP archive does.
[[nodiscard]] bool is_archive(std::string_view bytes);

/// Gives name and bytes of every picture in a ZIP archive to `take`, one at a time; folders and what systems put into
/// archives by themselves (`__MACOSX/`, names that begin with a dot, `Thumbs.db`, `desktop.ini`) are passed over.
/// Entries are unpacked into memory, and their names are text: none becomes a path, whatever it says.
///
/// Throws PictureRefused: 415 for an archive inside it and for entries that are encrypted or packed by other means than
/// deflate, 413 beyond the limits, told from the directory before anything is unpacked and again while it is; 422 for
/// one that is damaged.
void each_picture(std::string_view archive, const std::function<void(std::string name, std::string bytes)>& take);

}  // namespace digitnet::serve
