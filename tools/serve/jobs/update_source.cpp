#include "update_source.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "digitnet/error.hpp"
#include "formats/file.hpp"

namespace digitnet::serve {
namespace {

constexpr long kConnectSeconds = 5;
constexpr long kSeconds = 30;
constexpr std::string_view kScheme = "https://";

struct Received {
  std::vector<std::uint8_t> bytes;
  std::size_t most;
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
  auto& received = *static_cast<Received*>(into);
  const std::size_t bytes = size * count;
  if (received.bytes.size() + bytes > received.most) return 0;
  received.bytes.insert(received.bytes.end(), data, data + bytes);
  return bytes;
}

std::vector<std::uint8_t> download(const std::string& url, std::size_t most) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) throw FileError("updates: there is not enough memory");
  Received received{{}, most};
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &received);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
    throw FileError(fmt::format("updates: {}: {}", url, curl_easy_strerror(code)));
  }
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 200) throw FileError(fmt::format("updates: {}: answered with {}", url, status));
  return std::move(received.bytes);
}

bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !name.empty() && name.front() != '.' && std::ranges::all_of(name, is_plain);
}

}  // namespace

std::vector<std::uint8_t> UpdateSource::fetch(const std::string& name, std::size_t most) const {
  if (!is_plain_name(name)) throw ArgumentError("updates: the index names a file by more than a plain name");
  if (place_.starts_with(kScheme)) return download(place_ + (place_.ends_with('/') ? "" : "/") + name, most);
  if (place_.find("://") != std::string::npos) {
    throw ArgumentError(fmt::format("updates: {}: expected a folder or an https address", place_));
  }
  const std::filesystem::path path = std::filesystem::path(place_) / name;
  std::error_code error;
  // Opening a pipe would wait for who writes into it.
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    throw FileError(fmt::format("updates: {}: expected a file, found something else", path.string()));
  }
  return read_file(path, most);
}

}  // namespace digitnet::serve
