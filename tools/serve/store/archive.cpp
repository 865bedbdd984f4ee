#include "archive.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "digitnet/error.hpp"
#include "sha256.hpp"

namespace digitnet::serve {
namespace {

namespace fs = std::filesystem;

std::string text_of_error(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

}  // namespace

WorkFolder::WorkFolder(const fs::path& path) {
  std::string name = path.string() + ".XXXXXX";
  if (mkdtemp(name.data()) == nullptr) {
    throw FileError(fmt::format("{}: cannot be made: {}", name, std::strerror(errno)));
  }
  path_ = name;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ArchiveWriter::ArchiveWriter(const fs::path& path) : path_(path) {
  int code = 0;
  archive_ = zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, &code);
  if (archive_ == nullptr)
    throw FileError(fmt::format("{}: cannot be written: {}", path.string(), text_of_error(code)));
}

ArchiveWriter::~ArchiveWriter() {
  if (archive_ != nullptr) zip_discard(archive_);
}

void ArchiveWriter::fail() {
  throw FileError(fmt::format("{}: cannot be written: {}", path_.string(), zip_strerror(archive_)));
}

void ArchiveWriter::add(const std::string& name, const fs::path& file, bool compress) {
  zip_source_t* source = zip_source_file(archive_, file.c_str(), 0, -1);
  const zip_int64_t index = source == nullptr ? -1 : zip_file_add(archive_, name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail();
  }
  const zip_int32_t method = compress ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (zip_set_file_compression(archive_, static_cast<zip_uint64_t>(index), method, 0) != 0) fail();
}

void ArchiveWriter::finish() {
  if (zip_close(archive_) != 0) fail();
  archive_ = nullptr;
  if (chmod(path_.c_str(), 0600) != 0) throw FileError(path_.string() + ": cannot be kept from others");
}

ArchiveReader::ArchiveReader(const fs::path& path) : path_(path) {
  int code = 0;
  archive_ = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive_ != nullptr) return;
  const std::string reason = text_of_error(code);
  if (code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ) {
    throw FileError(fmt::format("{}: cannot be read: {}", path.string(), reason));
  }
  throw FormatError(
      fmt::format("{}: expected a backup, found something else or half of one: {}", path.string(), reason));
}

ArchiveReader::~ArchiveReader() {
  zip_discard(archive_);
}

void ArchiveReader::read(const std::string& name, const std::function<void(std::string_view)>& take) const {
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(zip_fopen(archive_, name.c_str(), 0), zip_fclose);
  if (!file) throw FormatError(fmt::format("{}: {}: {}", path_.string(), name, zip_strerror(archive_)));
  std::array<char, 65536> block;
  for (;;) {
    const zip_int64_t got = zip_fread(file.get(), block.data(), block.size());
    if (got == 0) return;
    if (got < 0) throw FormatError(fmt::format("{}: {}: {}", path_.string(), name, zip_file_strerror(file.get())));
    take({block.data(), static_cast<std::size_t>(got)});
  }
}

std::string ArchiveReader::read_whole(const std::string& name, std::size_t most_bytes) const {
  std::string whole;
  read(name, [&](std::string_view part) {
    if (whole.size() + part.size() > most_bytes) {
      throw FormatError(fmt::format("{}: {}: expected {} bytes at most, found more", path_.string(), name, most_bytes));
    }
    whole += part;
  });
  return whole;
}

void ArchiveReader::each_line(const std::string& name, const std::function<void(std::string_view)>& take) const {
  std::string pending;
  read(name, [&](std::string_view part) {
    pending += part;
    std::size_t begin = 0;
    for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n', begin)) {
      take(std::string_view(pending).substr(begin, end - begin));
      begin = end + 1;
    }
    pending.erase(0, begin);
  });
  if (!pending.empty()) throw FormatError(fmt::format("{}: {}: ends in the middle of a line", path_.string(), name));
}

std::string ArchiveReader::sum(const std::string& name) const {
  Sha256 sum;
  read(name, [&](std::string_view part) { sum.add(part); });
  return sum.finish();
}

}  // namespace digitnet::serve
