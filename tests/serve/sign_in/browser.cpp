#include "serve/sign_in/browser.hpp"

#include <curl/curl.h>

#include <stdexcept>

namespace digitnet::test {
namespace {

constexpr int kMostRedirects = 10;

std::size_t take(char* data, std::size_t one, std::size_t size, void* context) {
  static_cast<std::string*>(context)->append(data, one * size);
  return one * size;
}

}  // namespace

struct Browser::Handle {
  CURL* curl = curl_easy_init();
  std::string page;
};

Browser::Browser() : handle_(std::make_unique<Handle>()) {
  curl_easy_setopt(handle_->curl, CURLOPT_COOKIEFILE, "");  // keeps them in memory
  curl_easy_setopt(handle_->curl, CURLOPT_WRITEFUNCTION, take);
  curl_easy_setopt(handle_->curl, CURLOPT_WRITEDATA, &handle_->page);
  curl_easy_setopt(handle_->curl, CURLOPT_TIMEOUT_MS, 10'000L);
  curl_easy_setopt(handle_->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle_->curl, CURLOPT_PROXY, "");
}

Browser::~Browser() {
  curl_easy_cleanup(handle_->curl);
}

std::string Browser::open(const std::string& url, const std::string& form) {
  CURL* curl = handle_->curl;
  handle_->page.clear();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  if (form.empty()) {
    curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, form.c_str());
  }
  const CURLcode result = curl_easy_perform(curl);
  if (result != CURLE_OK) throw std::runtime_error(url + ": " + curl_easy_strerror(result));
  const char* place = nullptr;
  curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &place);
  return place == nullptr ? std::string() : place;
}

std::string Browser::pass(const std::string& url, const std::string& button, const std::string& home) {
  std::string place = url;
  std::string form;
  for (int i = 0; i < kMostRedirects; ++i) {
    const std::string next = open(place, form);
    const bool was_asked = next.empty() && form.empty();
    form = was_asked ? button : std::string();
    if (next.starts_with(home + "?")) return next.substr(home.size() + 1);
    if (next.empty() && !was_asked) break;
    if (!next.empty()) place = next;
  }
  throw std::runtime_error(place + " leads nowhere: " + handle_->page);
}

}  // namespace digitnet::test
