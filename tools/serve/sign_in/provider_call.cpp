#include "provider_call.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "digitnet/error.hpp"
#include "provider_problems.hpp"

namespace digitnet::serve {
namespace {

using Handle = std::unique_ptr<CURL, void (*)(CURL*)>;
using Fields = std::unique_ptr<curl_slist, void (*)(curl_slist*)>;

// The bytes of an answer, its head counted with its body.
struct Reception {
  std::string body;
  std::size_t received_bytes = 0;
  bool too_large = false;

  bool takes(std::size_t bytes) {
    received_bytes += bytes;
    too_large = too_large || received_bytes > kLargestProviderAnswer_bytes;
    return !too_large;
  }
};

std::size_t take_head(char*, std::size_t one, std::size_t size, void* context) {
  return static_cast<Reception*>(context)->takes(one * size) ? one * size : 0;
}

std::size_t take_body(char* data, std::size_t one, std::size_t size, void* context) {
  auto& reception = *static_cast<Reception*>(context);
  if (!reception.takes(one * size)) return 0;
  reception.body.append(data, one * size);
  return one * size;
}

Handle new_handle() {
  static const bool is_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  Handle handle(is_started ? curl_easy_init() : nullptr, curl_easy_cleanup);
  if (!handle) throw Error("libcurl: it cannot be started");
  return handle;
}

void set_limits(CURL* curl, bool is_plain) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, is_plain ? "http" : "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(kProviderPatience.count()));
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl_easy_setopt(curl, CURLOPT_MAXFILESIZE, static_cast<long>(kLargestProviderAnswer_bytes));
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "digitnet");
  if (is_plain) curl_easy_setopt(curl, CURLOPT_PROXY, "");  // this machine is not reached by way of another
}

Fields head_fields(const ProviderRequest& request) {
  Fields fields(curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
  for (const std::string& field : request.fields) curl_slist_append(fields.get(), field.c_str());
  return fields;
}

}  // namespace

ProviderAnswer call_provider(const ProviderRequest& request) {
  const Handle curl = new_handle();
  const Fields fields = head_fields(request);
  Reception reception;
  set_limits(curl.get(), request.url.starts_with("http:"));
  curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, fields.get());
  curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, take_head);
  curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &reception);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reception);
  if (!request.form.empty()) curl_easy_setopt(curl.get(), CURLOPT_COPYPOSTFIELDS, request.form.c_str());
  const CURLcode result = curl_easy_perform(curl.get());
  if (reception.too_large || result == CURLE_FILESIZE_EXCEEDED) {
    throw provider_is_wrong(
        request.label, fmt::format("{}: answers with more than {} bytes", request.url, kLargestProviderAnswer_bytes));
  }
  if (result != CURLE_OK) {
    throw provider_is_down(request.label, fmt::format("{}: {}", request.url, curl_easy_strerror(result)));
  }
  ProviderAnswer answer{.body = std::move(reception.body)};
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  if (answer.status < 500) return answer;
  throw provider_is_down(request.label, fmt::format("{}: answers {}", request.url, answer.status));
}

}  // namespace digitnet::serve
