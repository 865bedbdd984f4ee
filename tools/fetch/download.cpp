#include "download.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "digitnet/error.hpp"
#include "interrupt.hpp"
#include "terminal.hpp"

namespace digitnet::fetch {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr long kConnectTimeout_s = 5;
constexpr long kStallTime_s = 20;
constexpr long kStallRate_bytes_per_s = 1000;
constexpr long kMostRedirects = 5;

struct Transfer {
  std::vector<std::uint8_t> bytes;
  std::size_t limit_bytes = 0;
  bool too_large = false;
  bool shown = false;
  Clock::time_point start = Clock::now();
  Clock::time_point last_shown = start;
};

std::size_t take_bytes(char* data, std::size_t one, std::size_t size, void* context) {
  auto& transfer = *static_cast<Transfer*>(context);
  if (transfer.bytes.size() + one * size > transfer.limit_bytes) {
    transfer.too_large = true;
    return 0;
  }
  transfer.bytes.insert(transfer.bytes.end(), data, data + one * size);
  return one * size;
}

double mebibytes(double bytes) {
  return bytes / (1 << 20);
}

int show_progress(void* context, curl_off_t total, curl_off_t now, curl_off_t, curl_off_t) {
  auto& transfer = *static_cast<Transfer*>(context);
  const auto time = Clock::now();
  if (cli::talk_is_terminal() && now > 0 && time - transfer.last_shown > 100ms) {
    const double seconds = std::chrono::duration<double>(time - transfer.start).count();
    const double share = total > 0 ? static_cast<double>(now) / static_cast<double>(total) : 0;
    const auto filled = static_cast<std::size_t>(30 * share);
    cli::write_talk(fmt::format("\r  [{:<30}] {:5.1f} MiB  {:.1f} MiB/s\x1b[K", std::string(filled, '='),
                                mebibytes(static_cast<double>(now)), mebibytes(static_cast<double>(now) / seconds)));
    transfer.last_shown = time;
    transfer.shown = true;
  }
  return cli::interrupted() ? 1 : 0;
}

void set_limits(CURL* curl) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMostRedirects);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectTimeout_s);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kStallRate_bytes_per_s);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kStallTime_s);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);
}

std::string explain(CURLcode result, CURL* curl, const Transfer& transfer) {
  if (cli::interrupted()) {
    return "interrupted";
  }
  if (transfer.too_large) {
    return fmt::format("more than {} bytes", transfer.limit_bytes);
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  return result == CURLE_HTTP_RETURNED_ERROR ? fmt::format("the server answers {}", status)
                                             : curl_easy_strerror(result);
}

}  // namespace

std::vector<std::uint8_t> download(const std::string& url, std::size_t limit_bytes) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) {
    throw Error("libcurl: cannot be started");
  }
  Transfer transfer;
  transfer.limit_bytes = limit_bytes;
  set_limits(curl.get());
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_bytes);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(curl.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFOFUNCTION, show_progress);
  curl_easy_setopt(curl.get(), CURLOPT_XFERINFODATA, &transfer);
  cli::write_talk(url + "\n");
  const CURLcode result = curl_easy_perform(curl.get());
  if (transfer.shown) {
    cli::write_talk("\r\x1b[K");
  }
  if (result != CURLE_OK) {
    throw FileError(fmt::format("{}: {}", url, explain(result, curl.get(), transfer)));
  }
  return std::move(transfer.bytes);
}

}  // namespace digitnet::fetch
