#include "digitnet/picture_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "digitnet/image.hpp"
#include "image/normalize.hpp"

namespace digitnet {
namespace {

namespace fs = std::filesystem;

constexpr int kClasses = 10;

/// What is in a folder, in the order of names, without hidden files.
std::vector<fs::path> list(const fs::path& directory) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->path().filename().string().starts_with('.')) paths.push_back(entry->path());
  }
  if (error) throw FileError(fmt::format("cannot read the folder {}: {}", directory.string(), error.message()));
  std::ranges::sort(paths);
  return paths;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

/// The class that a folder's name stands for.
bool is_class_name(const std::string& name) {
  return name.size() == 1 && name[0] >= '0' && name[0] <= '9';
}

Image read_digit(const fs::path& path) {
  if (is_folder(path)) throw FormatError("it is a folder within the folder of a class");
  Image picture = load_image(path);
  if (is_light_on_black_28(picture)) return picture;
  return normalize_digit(picture, path.string()).image;
}

/// What is gathered on the way to a PictureFolder.
struct Gathered {
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  std::vector<fs::path> paths;
  std::vector<SkippedPicture> skipped;
};

void read_class(const fs::path& directory, Gathered& gathered) {
  for (const fs::path& path : list(directory)) {
    try {
      const Image digit = read_digit(path);
      gathered.pixels.insert(gathered.pixels.end(), digit.pixels.begin(), digit.pixels.end());
      gathered.labels.push_back(directory.filename().string()[0] - '0');
      gathered.paths.push_back(path);
    } catch (const Error& error) {
      gathered.skipped.push_back({path, error.what()});
    }
  }
}

}  // namespace

PictureFolder load_picture_folder(const fs::path& directory) {
  Gathered gathered;
  bool any_class = false;
  for (const fs::path& path : list(directory)) {
    if (is_folder(path) && is_class_name(path.filename().string())) {
      any_class = true;
      read_class(path, gathered);
    } else {
      gathered.skipped.push_back({path, "it is no folder named 0 to 9"});
    }
  }
  if (!any_class) {
    throw FileError(fmt::format("expected folders named 0 to 9 in {}, found none", directory.string()));
  }
  if (gathered.labels.empty()) {
    throw FormatError(fmt::format("{}: none of its {} files could be read as a picture{}", directory.string(),
                                  gathered.skipped.size(),
                                  gathered.skipped.empty() ? "" : "; the first: " + gathered.skipped.front().reason));
  }
  return {
      Dataset(Shape{kDigitSide_px, kDigitSide_px, 1}, std::move(gathered.pixels), std::move(gathered.labels), kClasses),
      std::move(gathered.paths), std::move(gathered.skipped)};
}

}  // namespace digitnet
