#include <doctest/doctest.h>

#include <string>

#include "authorization_url.hpp"
#include "base64.hpp"
#include "callback_query.hpp"
#include "digitnet/error.hpp"
#include "flow_secrets.hpp"
#include "own_path.hpp"
#include "provider_metadata.hpp"
#include "provider_url.hpp"
#include "secret_token.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

bool has(const std::string& url, const std::string& part) {
  return url.find(part) != std::string::npos;
}

bool is_metadata(const std::string& text, const std::string& issuer = "https://id.example") {
  try {
    static_cast<void>(parse_provider_metadata(text, issuer));
  } catch (const FormatError&) {
    return false;
  }
  return true;
}

}  // namespace

TEST_CASE("only a path of this server is gone on to") {
  for (const char* path :
       {"/", "/digits", "/digits?page=2&next=//evil", "/a/b#c", "/a//b", "/%2f%2fevil", "/.//evil"}) {
    CHECK(is_own_path(path));
  }
  for (const char* path : {"", "//evil", "///evil", "/\\evil", "\\/evil", "\\\\evil", "https:", "https://evil",
                           "https:evil", "evil", "javascript:alert(1)", " /digits", "/digits ", "/\t/evil", "/\n/evil",
                           "/a\rb", "/\x7f", "/\xc3\xa4", "/a\\b"}) {
    CHECK_FALSE(is_own_path(path));
  }
  CHECK_FALSE(is_own_path(std::string("/\0/evil", 7)));
  CHECK(is_own_path("/" + std::string(1999, 'a')));
  CHECK_FALSE(is_own_path("/" + std::string(2000, 'a')));
}

TEST_CASE("providers are called by https, and by http on this machine alone") {
  for (const char* url : {"https://accounts.google.com", "https://id.example:8443/a/b?c=d", "http://127.0.0.1:9000",
                          "http://127.9.9.9/", "http://localhost:1", "http://[::1]:1/x"}) {
    CHECK(is_provider_url(url));
  }
  for (const char* url :
       {"", "http://id.example", "http://10.0.0.1", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
        "ftp://127.0.0.1", "file:///etc/passwd", "https://", "https://user@id.example", "https://user:pw@id.example",
        "https://id.example/#x", "https://id.example\\@evil.example", "https://id.example/ x", "//id.example",
        "id.example", "https://id.example/\n"}) {
    CHECK_FALSE(is_provider_url(url));
  }
  CHECK(is_endpoint_url("http://127.0.0.1:1/token", "http://127.0.0.1:1"));
  CHECK_FALSE(is_endpoint_url("http://127.0.0.1:1/token", "https://id.example"));
}

TEST_CASE("a provider's metadata are of exactly its issuer, and its endpoints are https") {
  const std::string good = R"({"issuer": "https://id.example", "authorization_endpoint": "https://id.example/a",
    "token_endpoint": "https://id.example/t", "jwks_uri": "https://id.example/k", "more": []})";
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  const ProviderMetadata metadata = parse_provider_metadata(good, "https://id.example");
  CHECK(metadata.token_endpoint == "https://id.example/t");
  CHECK(metadata.userinfo_endpoint.empty());
  CHECK_FALSE(metadata.sends_issuer);
  CHECK_FALSE(is_metadata(good, "https://id.example/"));
  CHECK_FALSE(is_metadata(good, "https://ID.example"));
  CHECK_FALSE(is_metadata(with("https://id.example/t", "http://id.example/t")));
  CHECK_FALSE(is_metadata(with("https://id.example/t", "http://127.0.0.1/t")));
  CHECK_FALSE(is_metadata(with("https://id.example/a", "javascript:alert(1)")));
  CHECK_FALSE(is_metadata(with("\"more\": []", "\"userinfo_endpoint\": \"file:///etc/passwd\"")));
  CHECK_FALSE(is_metadata(with("\"jwks_uri\"", "\"jwks\"")));
  CHECK_FALSE(is_metadata("[]"));
  CHECK(metadata_url("https://id.example/") == "https://id.example/.well-known/openid-configuration");
  CHECK(metadata_url("https://id.example/oauth") == "https://id.example/oauth/.well-known/openid-configuration");
}

TEST_CASE("people are sent to a provider with what it takes, and come back to the public URL") {
  Provider provider{.id = "google", .client_id = "id&x", .scopes = "openid email"};
  const AuthorizationRequest request{
      .endpoint = "https://id.example/a",
      .redirect_uri = redirect_uri("https://digits.example/", "google"),
      .state = "the-state",
      .secrets = {.code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", .nonce = "the-nonce"}};
  CHECK(authorization_url(provider, request) ==
        "https://id.example/a?response_type=code&client_id=id%26x&redirect_uri=https%3A%2F%2Fdigits.example%2Fauth%2F"
        "google%2Fcallback&scope=openid%20email&state=the-state&nonce=the-nonce&code_challenge="
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");  // RFC 7636, appendix B
  provider.pkce = false;
  provider.nonce = false;
  const std::string url = authorization_url(provider, request);
  CHECK(has(url, "&state=the-state"));
  CHECK_FALSE(has(url, "nonce"));
  CHECK_FALSE(has(url, "code_challenge"));
  AuthorizationRequest with_query = request;
  with_query.endpoint = "https://id.example/a?tenant=1";
  CHECK(has(authorization_url(provider, with_query), "/a?tenant=1&response_type=code&"));
}

TEST_CASE("base64url has one text for the same bytes") {
  CHECK(encode_base64("\xfb\xff") == "+/8=");
  CHECK(encode_base64url("\xfb\xff") == "-_8");
  CHECK(decode_base64url("-_8") == "\xfb\xff");
  CHECK(decode_base64url("") == "");
  for (const char* text :
       {"-_8=", "-_9", "+/8", "-_8 ", " -_8", "-_8\n", "A", "\xfe\xfe\xfe\xfe", "AQE\xfb", "AQ\x80\xc3"}) {
    CHECK_FALSE(decode_base64url(text));
  }
}

TEST_CASE("secrets of a flow are 256 bits, and its others follow from the cookie and the state") {
  const std::string cookie = new_secret_token();
  const std::string state = new_secret_token();
  CHECK(cookie != state);
  CHECK(decode_base64url(cookie)->size() == 32);
  CHECK(is_flow_secret(cookie));
  for (const std::string& text : {std::string(), cookie.substr(1), cookie + "A", cookie.substr(0, 42) + "=",
                                  std::string(43, ' '), std::string(43, '/')}) {
    CHECK_FALSE(is_flow_secret(text));
  }
  const FlowSecrets secrets = derive_flow_secrets(cookie, state);
  CHECK(secrets.nonce != secrets.code_verifier);
  CHECK(secrets.code_verifier.size() == 43);
  CHECK(derive_flow_secrets(cookie, state).nonce == secrets.nonce);
  CHECK(derive_flow_secrets(cookie, cookie).nonce != secrets.nonce);
  CHECK(derive_flow_secrets(state, state).code_verifier != secrets.code_verifier);
}

TEST_CASE("a callback says one thing, once") {
  const CallbackQuery query = parse_callback_query("state=s&code=a%2Fb&iss=https%3A%2F%2Fid.example&session_state=x");
  CHECK(query.state == "s");
  CHECK(query.code == "a/b");
  CHECK(query.issuer == "https://id.example");
  CHECK(parse_callback_query("error=access_denied&state=s").error == "access_denied");
  for (const char* text : {"", "state=s", "code=a&error=b", "code=a&code=b", "code=a&state=s&state=t",
                           "code=a&iss=b&iss=c", "code=%00", "code=%0d%0a", "code=%", "code=a&state=%ff"}) {
    CHECK_THROWS_AS(static_cast<void>(parse_callback_query(text)), FormatError);
  }
  CHECK_THROWS_AS(static_cast<void>(parse_callback_query("code=" + std::string(4097, 'a'))), FormatError);
}
