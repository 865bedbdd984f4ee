#include "provider_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "digitnet/error.hpp"
#include "support/database_places.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using digitnet::test::TestFolder;

namespace {

std::string write(const TestFolder& folder, const std::string& name, const std::string& text, mode_t mode = 0600) {
  const std::string path = folder.path(name);
  std::ofstream(path) << text;
  chmod(path.c_str(), mode);
  return path;
}

// What is said against a file of this text.
std::string complaint(const std::string& text) {
  const TestFolder folder;
  try {
    static_cast<void>(read_provider_file(write(folder, "providers.json", text)));
  } catch (const FormatError& error) {
    return error.what();
  }
  return {};
}

std::string complaint_with(const std::string& members) {
  return complaint(R"([{"id": "x", "label": "X", "kind": "generic", "issuer": "https://x.example", "client_id": "c",
    "client_secret": "the secret")" +
                   (members.empty() ? "" : ", " + members) + "}]");
}

bool speaks_of(const std::string& text, const std::string& part) {
  return text.find("providers.json") != std::string::npos && text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("kinds know what a provider is like, and what is given overrides it") {
  const TestFolder folder;
  write(folder, "secret", "in a file\n");
  const auto providers = read_provider_file(write(folder, "providers.json", R"([
    {"id": "google", "label": "Google", "kind": "google", "client_id": "g", "client_secret": "s"},
    {"id": "linkedin", "label": "LinkedIn", "kind": "linkedin", "client_id": "l", "client_secret_file": "secret"},
    {"id": "own", "label": "Büro", "kind": "generic", "issuer": "http://127.0.0.1:9000", "client_id": "o",
     "client_secret": "s", "pkce": false, "nonce": false, "token_auth": "post", "scopes": "openid"}])"));
  REQUIRE(providers.size() == 3);
  CHECK(providers[0].issuer == "https://accounts.google.com");
  CHECK(providers[0].pkce);
  CHECK(providers[0].nonce);
  CHECK(providers[1].issuer == "https://www.linkedin.com/oauth");
  CHECK(providers[1].client_secret == "in a file");
  CHECK_FALSE(providers[1].pkce);
  CHECK_FALSE(providers[1].nonce);
  CHECK(providers[1].token_auth == TokenAuth::post);
  CHECK(providers[2].label == "Büro");
  CHECK(providers[2].scopes == "openid");
  CHECK_FALSE(providers[2].pkce);
  CHECK(providers[2].token_auth == TokenAuth::post);
}

TEST_CASE("a file with secrets that others may read is refused, and so is a secret's own file") {
  const TestFolder folder;
  for (const mode_t mode : {0640, 0604, 0660, 0644, 0610}) {
    const std::string path = write(folder, "providers.json", "[]", mode);
    CHECK_THROWS_WITH_AS(static_cast<void>(read_provider_file(path)), doctest::Contains("chmod 600"), FileError);
  }
  CHECK(read_provider_file(write(folder, "providers.json", "[]", 0600)).empty());
  write(folder, "secret", "s", 0644);
  const std::string path = write(folder, "providers.json", R"([{"id": "g", "label": "G", "kind": "google",
    "client_id": "g", "client_secret_file": "secret"}])");
  CHECK_THROWS_WITH_AS(static_cast<void>(read_provider_file(path)), doctest::Contains("/secret: "), FileError);
  CHECK_THROWS_AS(static_cast<void>(read_provider_file(folder.path("none"))), FileError);
  CHECK_THROWS_AS(static_cast<void>(read_provider_file(folder.path())), FileError);
  const std::string large = write(folder, "large", std::string(70'000, ' '));
  CHECK_THROWS_WITH_AS(static_cast<void>(read_provider_file(large)), doctest::Contains("at most"), FileError);
}

TEST_CASE("what is wrong in the file is named with its place, and no secret is shown") {
  CHECK(complaint_with("").empty());
  CHECK(speaks_of(complaint_with(R"("pcke": true)"), "providers[0].pcke is not known"));
  CHECK(speaks_of(complaint_with(R"("pkce": "yes")"), "providers[0].pkce to be true or false"));
  CHECK(speaks_of(complaint_with(R"("nonce": 1)"), "providers[0].nonce"));
  CHECK(speaks_of(complaint_with(R"("token_auth": "none")"), "basic or post"));
  CHECK(speaks_of(complaint_with(R"("scopes": "email")"), "openid"));
  CHECK(speaks_of(complaint_with(R"("client_secret_file": "f")"), "client_secret_file"));
  CHECK(speaks_of(complaint_with(R"("label": "Y")"), "twice"));
  CHECK(speaks_of(complaint("{}"), "list"));
  CHECK(speaks_of(complaint("[1]"), "providers[0]"));
  CHECK(speaks_of(complaint("[{]"), "no JSON"));
  const std::string shown = complaint(R"([{"id": "g", "label": "G", "kind": "google", "client_id": "g",
    "client_secret": ["the secret"]}])");
  CHECK(speaks_of(shown, "providers[0].client_secret"));
  CHECK_FALSE(speaks_of(shown, "the secret"));
  CHECK(speaks_of(complaint(R"([{"id": "g", "label": "G", "kind": "google", "client_id": "g", "client_secret": ""}])"),
                  "client_secret"));
  CHECK(speaks_of(complaint(R"([{"id": "g", "label": "G", "kind": "google", "client_id": "g"}])"), "client_secret"));
}

TEST_CASE("ids, kinds and issuers are checked") {
  const auto provider = [](const std::string& id, const std::string& kind, const std::string& issuer) {
    return R"({"id": ")" + id + R"(", "label": "L", "kind": ")" + kind +
           R"(", "client_id": "c", "client_secret": "s")" + (issuer.empty() ? "" : R"(, "issuer": ")" + issuer + "\"") +
           "}";
  };
  for (const char* id : {"", "A", "a/b", "../x", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}) {
    CHECK(speaks_of(complaint("[" + provider(id, "google", "") + "]"), "providers[0].id"));
  }
  CHECK(speaks_of(complaint("[" + provider("a", "facebook", "") + "]"), "google, linkedin or generic"));
  CHECK(speaks_of(complaint("[" + provider("a", "generic", "") + "]"), "providers[0].issuer is missing"));
  for (const char* issuer :
       {"http://id.example", "https://id.example?x", "https://id.example#x", "id.example", "ftp://127.0.0.1"}) {
    CHECK(speaks_of(complaint("[" + provider("a", "generic", issuer) + "]"), "providers[0].issuer"));
  }
  CHECK(speaks_of(complaint("[" + provider("a", "google", "") + "," + provider("a", "linkedin", "") + "]"),
                  "providers[1].id"));
  CHECK(speaks_of(complaint("[" + provider("a", "google", "") + "," + provider("b", "google", "") + "]"),
                  "providers[1].issuer"));
}
