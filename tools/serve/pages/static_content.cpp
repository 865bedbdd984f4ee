#include "static_content.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "accept.hpp"
#include "digitnet/error.hpp"
#include "gzip.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kPackedTagEnd = "-gzip";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Takes the part of `list` up to the first `separator` off its front.
std::string_view take_part(std::string_view& list, char separator) {
  const auto end = std::min(list.find(separator), list.size());
  const std::string_view part = trimmed(list.substr(0, end));
  list.remove_prefix(std::min(end + 1, list.size()));
  return part;
}

bool has_tag(std::string_view if_none_match, std::string_view tag) {
  while (!if_none_match.empty()) {
    std::string_view each = take_part(if_none_match, ',');
    if (each == "*") return true;
    if (each.starts_with("W/")) each.remove_prefix(2);
    if (each.size() < 2 || each.front() != '"' || each.back() != '"') continue;
    each = each.substr(1, each.size() - 2);
    if (each == tag || each == std::string(tag) + kPackedTagEnd) return true;
  }
  return false;
}

}  // namespace

std::string content_hash(std::string_view bytes) {
  constexpr std::size_t kHashBytes = crypto_generichash_BYTES_MIN;
  constexpr std::size_t kShownBytes = 8;
  std::array<unsigned char, kHashBytes> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                     nullptr, 0);
  std::string hex(2 * kShownBytes + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), hash.data(), kShownBytes);
  hex.pop_back();
  return hex;
}

bool accepts_gzip(std::string_view accept_encoding) {
  try {
    return quality_of(parse_accept(accept_encoding), "gzip") > 0;
  } catch (const FormatError&) {
    return false;
  }
}

StaticContent make_static_content(std::string content_type, std::string body, std::string cache_control) {
  std::string packed = gzip(body);
  if (packed.size() >= body.size()) packed.clear();
  std::string tag = content_hash(body);
  return {std::move(content_type), std::move(body), std::move(packed), std::move(tag), std::move(cache_control)};
}

Response respond_with(const StaticContent& content, const Request& request) {
  const bool packed = !content.packed.empty() && accepts_gzip(request.field("Accept-Encoding"));
  Response response;
  response.fields = {{"ETag", '"' + content.tag + (packed ? kPackedTagEnd : "") + '"'},
                     {"Cache-Control", content.cache_control},
                     {"Vary", "Accept-Encoding"}};
  if (has_tag(request.field("If-None-Match"), content.tag)) {
    response.status = 304;
    return response;
  }
  response.content_type = content.content_type;
  response.body = packed ? content.packed : content.body;
  if (packed) response.fields.push_back({"Content-Encoding", "gzip"});
  return response;
}

}  // namespace digitnet::serve
