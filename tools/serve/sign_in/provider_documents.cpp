#include "provider_documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "provider_call.hpp"
#include "provider_problems.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::minutes kKeyPatience{1};

std::vector<VerificationKey> fitting(const std::vector<VerificationKey>& keys, const SignedToken& token) {
  std::vector<VerificationKey> found;
  std::ranges::copy_if(keys, std::back_inserter(found), [&](const VerificationKey& key) { return key.fits(token); });
  return found;
}

}  // namespace

ProviderDocuments::ProviderDocuments(const Provider& provider, Clock clock)
    : label_(provider.label), issuer_(provider.issuer), clock_(std::move(clock)) {}

ProviderMetadata ProviderDocuments::metadata() {
  const std::scoped_lock lock(asking_);
  return current_metadata();
}

std::string ProviderDocuments::known_authorization_endpoint() const {
  const std::scoped_lock lock(known_guard_);
  return known_authorization_endpoint_;
}

std::vector<VerificationKey> ProviderDocuments::keys_for(const SignedToken& token) {
  const std::scoped_lock lock(asking_);
  const auto fetch = [this] { return fetch_keys(); };
  auto keys = fitting(keys_.current(clock_(), fetch), token);
  if (!keys.empty() || !keys_.is_untried_for(kKeyPatience, clock_())) return keys;
  return fitting(keys_.refresh(clock_(), fetch), token);
}

const ProviderMetadata& ProviderDocuments::current_metadata() {
  return metadata_.current(clock_(), [this] { return fetch_metadata(); });
}

ProviderMetadata ProviderDocuments::fetch_metadata() {
  const std::string url = metadata_url(issuer_);
  const std::string text = fetch(url);
  try {
    ProviderMetadata metadata = parse_provider_metadata(text, issuer_);
    const std::scoped_lock lock(known_guard_);
    known_authorization_endpoint_ = metadata.authorization_endpoint;
    return metadata;
  } catch (const FormatError& error) {
    throw provider_is_wrong(label_, error.what());
  }
}

std::vector<VerificationKey> ProviderDocuments::fetch_keys() {
  const std::string url = current_metadata().jwks_uri;
  const std::string text = fetch(url);
  try {
    return parse_key_set(text, url);
  } catch (const FormatError& error) {
    throw provider_is_wrong(label_, error.what());
  }
}

std::string ProviderDocuments::fetch(const std::string& url) const {
  ProviderAnswer answer = call_provider({.label = label_, .url = url});
  if (answer.status == 200) return std::move(answer.body);
  throw provider_is_wrong(label_, fmt::format("{}: expected status 200, found {}", url, answer.status));
}

}  // namespace digitnet::serve
