// libzip reads the archive; what it is given, and what it says of entries, is held to limits of our own first.
#include "picture_archive.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>

#include "picture_admission.hpp"

namespace digitnet::serve {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kLocalHeader = "PK\3\4"sv;
constexpr std::string_view kEmptyArchive = "PK\5\6"sv;
constexpr std::string_view kEndOfDirectory = "PK\5\6"sv;
constexpr std::string_view kLargeArchive = "PK\6\7"sv;
constexpr std::size_t kEndOfDirectory_bytes = 22;
constexpr std::size_t kMostComment_bytes = 65535;
constexpr std::size_t kLargeLocator_bytes = 20;
constexpr std::uint64_t kRatioFrom_bytes = 1'000'000;

std::size_t u16_at(std::string_view bytes, std::size_t place) {
  return static_cast<unsigned char>(bytes[place]) |
         static_cast<std::size_t>(static_cast<unsigned char>(bytes[place + 1])) << 8;
}

PictureRefused too_many_entries() {
  return {413, fmt::format("The archive holds more than {} files and folders.", kMostArchiveEntries)};
}

PictureRefused damaged() {
  return {422, "The archive is damaged or not whole."};
}

// libzip would make room for as many entries as the archive says that it has. It may take any of these ends for the
// right one.
void check_ends(std::string_view archive) {
  const std::size_t tail = std::min(archive.size(), kEndOfDirectory_bytes + kMostComment_bytes);
  const std::size_t first = archive.size() - tail;
  for (auto at = archive.find(kEndOfDirectory, first); at != std::string_view::npos;
       at = archive.find(kEndOfDirectory, at + 1)) {
    if (archive.size() - at < kEndOfDirectory_bytes) continue;
    const bool is_large =
        at >= kLargeLocator_bytes && archive.substr(at - kLargeLocator_bytes).starts_with(kLargeArchive);
    if (is_large || std::max(u16_at(archive, at + 8), u16_at(archive, at + 10)) > kMostArchiveEntries) {
      throw too_many_entries();
    }
  }
}

std::string_view base_name(std::string_view name) {
  const auto separator = name.find_last_of("/\\");
  return separator == std::string_view::npos ? name : name.substr(separator + 1);
}

bool is_passed_over(std::string_view name) {
  const std::string_view base = base_name(name);
  return base.empty() || base.starts_with('.') || base == "Thumbs.db" || base == "desktop.ini" ||
         name.starts_with("__MACOSX/");
}

void check_entry(const zip_stat_t& entry) {
  if ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) == 0 || entry.encryption_method != ZIP_EM_NONE) {
    throw PictureRefused(415, "The archive is encrypted. Send it without a password.");
  }
  if (entry.comp_method != ZIP_CM_STORE && entry.comp_method != ZIP_CM_DEFLATE) {
    throw PictureRefused(415, "The archive is packed in a way that is not taken here. Pack it as a common ZIP file.");
  }
  if (entry.size > kRatioFrom_bytes && entry.size / std::max<std::uint64_t>(entry.comp_size, 1) > kMostArchiveRatio) {
    throw PictureRefused(413, "The archive unpacks to far more than a picture would.");
  }
}

struct FileCloser {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

struct PictureArchive::Handle {
  zip_t* zip = nullptr;
  ~Handle() {
    if (zip != nullptr) zip_discard(zip);
  }
};

bool is_archive(std::string_view bytes) {
  return bytes.starts_with(kLocalHeader) || bytes.starts_with(kEmptyArchive);
}

PictureArchive::PictureArchive(std::string_view archive) : handle_(std::make_unique<Handle>()) {
  if (!is_archive(archive)) throw damaged();
  check_ends(archive);
  zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, nullptr);
  if (source == nullptr) throw damaged();
  handle_->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  if (handle_->zip == nullptr) {
    zip_source_free(source);
    throw damaged();
  }
  read_directory();
}

PictureArchive::~PictureArchive() = default;

void PictureArchive::read_directory() {
  const zip_int64_t entries = zip_get_num_entries(handle_->zip, 0);
  if (entries < 0) throw damaged();
  if (static_cast<std::uint64_t>(entries) > kMostArchiveEntries) throw too_many_entries();
  std::uint64_t unpacked_bytes = 0;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(entries); ++i) {
    zip_stat_t entry;
    zip_stat_init(&entry);
    const zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD;
    if (zip_stat_index(handle_->zip, i, 0, &entry) != 0 || (entry.valid & needed) != needed) throw damaged();
    if (is_passed_over(entry.name)) continue;
    check_entry(entry);
    unpacked_bytes += std::min<std::uint64_t>(entry.size, kMostArchiveUnpacked_bytes);
    if (entry.size > kMostArchiveUnpacked_bytes || unpacked_bytes > kMostArchiveUnpacked_bytes) {
      throw PictureRefused(
          413, fmt::format("The archive unpacks to more than {} MB.", kMostArchiveUnpacked_bytes / 1'000'000));
    }
    pictures_.push_back({i, entry.size, entry.name});
  }
}

std::string PictureArchive::unpack(std::size_t picture, std::size_t most) {
  const Entry& entry = pictures_[picture];
  if (entry.bytes > most) throw PictureRefused(413, fmt::format("The picture is larger than {} MB.", most / 1'000'000));
  const std::unique_ptr<zip_file_t, FileCloser> file(zip_fopen_index(handle_->zip, entry.index, 0));
  if (!file) throw damaged();
  std::string bytes(entry.bytes + 1, '\0');  // one more than there should be
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const zip_int64_t got = zip_fread(file.get(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0) throw damaged();
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled != entry.bytes) throw damaged();
  bytes.pop_back();
  if (is_archive(bytes)) throw PictureRefused(415, "An archive inside an archive is not taken.");
  return bytes;
}

}  // namespace digitnet::serve
