#include "token_exchange.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base64.hpp"
#include "form_encoding.hpp"
#include "formats/strict_json.hpp"
#include "provider_call.hpp"
#include "provider_problems.hpp"

namespace digitnet::serve {
namespace {

// RFC 6749, section 2.3.1: both are form-encoded before.
std::string basic_field(const Provider& provider) {
  return "Authorization: Basic " +
         encode_base64(percent_encode(provider.client_id) + ':' + percent_encode(provider.client_secret));
}

ProviderRequest request_of(const Provider& provider, const CodeExchange& exchange) {
  FormFields form{
      {"grant_type", "authorization_code"}, {"code", exchange.code}, {"redirect_uri", exchange.redirect_uri}};
  if (provider.pkce) form.emplace_back("code_verifier", exchange.code_verifier);
  ProviderRequest request{.label = provider.label, .url = exchange.token_endpoint};
  if (provider.token_auth == TokenAuth::basic) {
    request.fields.push_back(basic_field(provider));
  } else {
    form.emplace_back("client_id", provider.client_id);
    form.emplace_back("client_secret", provider.client_secret);
  }
  request.form = encode_form(form);
  return request;
}

// RFC 6749, section 5.2: such as `invalid_client`. The description may hold anything and is not looked at.
std::string error_of(const std::string& body) {
  const ParsedJson json = ParsedJson::parse(body, nullptr, false);
  const auto error = json.is_object() ? json.find("error") : json.end();
  const bool is_text = json.is_object() && error != json.end() && error->is_string();
  const std::string text = is_text ? error->get<std::string>() : std::string();
  const bool is_code = !text.empty() && text.size() <= 40 &&
                       std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_code ? text : "no error code";
}

TokenAnswer read_tokens(const std::string& body, const std::string& name) {
  const ParsedJson json = parse_strict_json(body, name, "the answer to a code");
  ObjectReader object(json, name, "");
  // fail() would show a token.
  for (const char* key : {"id_token", "access_token"}) {
    if (!object.member(key).is_string()) throw FormatError(fmt::format("{}: expected {} to be a string", name, key));
  }
  return {.id_token = json["id_token"].get<std::string>(), .access_token = json["access_token"].get<std::string>()};
}

}  // namespace

TokenAnswer exchange_code(const Provider& provider, const CodeExchange& exchange) {
  const ProviderAnswer answer = call_provider(request_of(provider, exchange));
  if (answer.status != 200) {
    throw provider_is_wrong(provider.label, fmt::format("{}: expected status 200, found {} ({})",
                                                        exchange.token_endpoint, answer.status, error_of(answer.body)));
  }
  try {
    return read_tokens(answer.body, exchange.token_endpoint);
  } catch (const FormatError& error) {
    throw provider_is_wrong(provider.label, error.what());
  }
}

}  // namespace digitnet::serve
