#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "digitnet/dataset.hpp"

namespace digitnet {

/// A picture that could not be read, and why.
struct SkippedPicture {
  std::filesystem::path path;
  std::string reason;
};

/// A data set read from pictures, with the name of each.
struct PictureFolder {
  Dataset data;                              ///< 28x28x1
  std::vector<std::filesystem::path> paths;  ///< of data's images, in order
  std::vector<SkippedPicture> skipped;
};

/// Reads a folder with one folder of pictures a class, `DIR/0/anything.png` to `DIR/9/...`, in the order of names.
///
/// Pictures of 28x28 with light ink on black are taken as they are, all others go through normalize_digit(). One
/// that cannot be read is skipped and named. Throws FileError when the folder has no such folders, or FormatError
/// when none of its pictures can be read.
[[nodiscard]] PictureFolder load_picture_folder(const std::filesystem::path& directory);

}  // namespace digitnet
