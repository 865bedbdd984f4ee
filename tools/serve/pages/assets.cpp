#include "assets.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "web_files.hpp"

namespace digitnet::serve {
namespace {

std::string content_type_of(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTypes{
      {{".css", "text/css; charset=utf-8"},
       {".js", "text/javascript; charset=utf-8"},
       {".svg", "image/svg+xml; charset=utf-8"},
       {".jpg", "image/jpeg"}}};
  for (const auto& [ending, type] : kTypes) {
    if (name.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace

Assets::Assets() {
  std::string hashes;
  for (const WebFile& file : web_assets()) {
    hashes += std::string(file.name) + ' ' + content_hash(file.bytes) + '\n';
  }
  prefix_ = "/assets/" + content_hash(hashes) + '/';
  for (const WebFile& file : web_assets()) {
    by_path_.emplace(prefix_ + std::string(file.name),
                     make_static_content(content_type_of(file.name), std::string(file.bytes), kImmutable));
  }
}

const StaticContent* Assets::find(const std::string& path) const {
  const auto found = by_path_.find(path);
  return found == by_path_.end() ? nullptr : &found->second;
}

std::size_t Assets::packed_bytes() const {
  std::size_t bytes = 0;
  for (const auto& [path, content] : by_path_) {
    bytes += content.packed.empty() ? content.body.size() : content.packed.size();
  }
  return bytes;
}

}  // namespace digitnet::serve
