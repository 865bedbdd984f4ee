#include "picture_list.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "digitnet/error.hpp"
#include "picture_source.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 11> kExtensions{".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tga",
                                                       ".psd", ".pnm", ".pgm",  ".ppm", ".pbm"};

bool is_named_as_picture(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

void list_folder(const std::string& folder, std::vector<ListedPicture>& pictures) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code unreadable;
    const fs::file_status status = entry->status(unreadable);
    if (is_named_as_picture(entry->path()) && !fs::is_directory(status) && !fs::is_other(status)) {
      found.push_back(entry->path().string());
    }
  }
  std::sort(found.begin(), found.end());
  for (std::string& name : found) {
    pictures.push_back({std::move(name), ""});
  }
  if (error) {
    pictures.push_back({folder, folder + ": cannot be read: " + error.message()});
  } else if (found.empty()) {
    pictures.push_back({folder, folder + ": no pictures in this folder"});
  }
}

}  // namespace

std::vector<ListedPicture> list_pictures(const std::vector<std::string>& names, bool recursive) {
  if (std::count(names.begin(), names.end(), kStandardInput) > 1) {
    throw ArgumentError("-: standard input can be read only once");
  }
  std::vector<ListedPicture> pictures;
  for (const std::string& name : names) {
    std::error_code ignored;
    if (name == kStandardInput || !fs::is_directory(name, ignored)) {
      pictures.push_back({name, ""});
    } else if (recursive) {
      list_folder(name, pictures);
    } else {
      pictures.push_back({name, name + ": a folder; --recursive reads the pictures in it"});
    }
  }
  return pictures;
}

void refuse_pipes(std::vector<ListedPicture>& pictures, const std::string& instead) {
  for (ListedPicture& picture : pictures) {
    std::error_code ignored;
    if (picture.name != kStandardInput && fs::is_other(picture.name, ignored)) {
      picture.error = picture.name + ": a pipe or device; " + instead;
    }
  }
}

}  // namespace digitnet::cli
