#include <doctest/doctest.h>

#include <sys/stat.h>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "provider_file.hpp"
#include "serve/sign_in/browser.hpp"
#include "serve/sign_in/node_provider.hpp"
#include "serve/sign_in/sign_in_world.hpp"
#include "sign_in.hpp"
#include "sign_in_error.hpp"
#include "users.hpp"

// A real provider, oidc-provider, that behaves as Google, as LinkedIn and as one of one's own. A flow goes through its
// pages as a browser would.

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

const std::string kPublicUrl = "http://127.0.0.1:1";

std::string home_of(const std::string& id) {
  return kPublicUrl + "/auth/" + id + "/callback";
}

/// As an operator would write it into the providers' file, with `more` members.
Provider record_of(const std::string& kind, const std::string& issuer, const std::string& more = "") {
  const TestFolder folder;
  const std::string path = folder.path("providers.json");
  std::ofstream(path) << R"([{"id": ")" << kind << R"(", "label": "Example", "kind": ")" << kind << R"(", "issuer": ")"
                      << issuer << R"(", "client_id": "digit:net", "client_secret": "a secret: of +%/= and more")"
                      << more << "}]";
  chmod(path.c_str(), 0600);
  return read_provider_file(path).at(0);
}

/// One of each profile for all tests of the program.
const NodeProvider& shared_provider(const std::string& kind) {
  static std::map<std::string, std::unique_ptr<NodeProvider>> providers;
  auto& provider = providers[kind];
  if (!provider) provider = std::make_unique<NodeProvider>(kind, home_of(kind));
  return *provider;
}

/// One engine, one real provider.
struct Visit {
  Visit(const std::string& kind, const DatabasePlace& place, const std::string& more = "") : accounts(place), id(kind) {
    options.providers = {record_of(kind, shared_provider(kind).issuer(), more)};
    options.public_url = kPublicUrl;
    options.user_of_email = &AccountsForSignIn::user_of_email;
    room = std::make_unique<SignIn>(accounts.database(), options);
  }

  SignInOutcome pass(const std::string& button, std::optional<std::string> link_to = {}) {
    const SignInRedirect redirect = room->start({.provider = id, .next = "/digits", .link_to = link_to});
    url = redirect.url;
    cookie = redirect.cookie;
    query = Browser().pass(redirect.url, button, home_of(id));
    return room->finish({.provider = id, .query = query, .cookie = cookie, .user = link_to});
  }

  AccountsForSignIn accounts;
  std::string id;
  SignInOptions options;
  std::unique_ptr<SignIn> room;
  std::string url;
  std::string cookie;
  std::string query;
};

SignInError failure_of(Visit& visit, const std::string& button) {
  try {
    static_cast<void>(visit.pass(button));
  } catch (const SignInError& error) {
    return error;
  }
  throw std::runtime_error("nothing was wrong");
}

void link_alice_then_sign_in(const std::string& kind) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    CAPTURE(kind);
    Visit visit(kind, place);
    const auto first = std::get<LoginToLink>(visit.pass("login=alice"));
    CHECK(first.identity.subject == "alice");
    CHECK(first.identity.name == "Alice Example");
    CHECK(first.next == "/digits");
    CHECK(visit.accounts.count("linked_identity") == 0);
    visit.room->link_pending(visit.cookie, visit.accounts.alice);
    CHECK(std::get<KnownPerson>(visit.pass("login=alice")).user == visit.accounts.alice);
    // The same answer of the provider again.
    CHECK_THROWS_AS(
        static_cast<void>(visit.room->finish({.provider = kind, .query = visit.query, .cookie = visit.cookie})),
        SignInError);
    CHECK(std::holds_alternative<EmailNotVerified>(visit.pass("login=mallory")));
    CHECK(std::holds_alternative<EmailNotVerified>(visit.pass("login=mallory", visit.accounts.bob)));
    CHECK(failure_of(visit, "cancel=yes").problem() == SignInProblem::declined);
    CHECK(visit.accounts.count("linked_identity") == 1);
    CHECK(visit.accounts.count("sign_in_flow") == 0);
  }
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("people sign in by a provider like Google, like LinkedIn, and like one's own") {
  if (!has_node_provider()) return;
  for (const char* kind : {"google", "linkedin", "generic"}) link_alice_then_sign_in(kind);
}

TEST_CASE("Google is sent a code challenge and a nonce, LinkedIn neither, and both a state") {
  if (!has_node_provider()) return;
  const TestFolder folder;
  Visit google("google", new_database_places(folder).front());
  static_cast<void>(google.pass("login=alice"));
  CHECK(has(google.url, "&code_challenge_method=S256"));
  CHECK(has(google.url, "&nonce="));
  CHECK(has(google.url, "&state="));
  CHECK(has(google.query, "iss="));
  Visit linkedin("linkedin", new_database_places(folder).front());
  static_cast<void>(linkedin.pass("login=alice"));
  CHECK_FALSE(has(linkedin.url, "code_challenge"));
  CHECK_FALSE(has(linkedin.url, "nonce"));
  CHECK(has(linkedin.url, "&state="));
  CHECK_FALSE(has(linkedin.query, "iss="));
}

TEST_CASE("PKCE where it is not known, or a nonce that does not come back, fails and says so in the log") {
  if (!has_node_provider()) return;
  const TestFolder folder;
  Visit pkce("linkedin", new_database_places(folder).front(), R"(, "pkce": true)");
  CHECK(has(failure_of(pkce, "login=alice").what(), "401 (invalid_client)"));
  Visit nonce("linkedin", new_database_places(folder).front(), R"(, "nonce": true)");
  CHECK(has(failure_of(nonce, "login=alice").what(), "nonce"));
  Visit basic("linkedin", new_database_places(folder).front(), R"(, "token_auth": "basic")");
  CHECK(has(failure_of(basic, "login=alice").what(), "401 (invalid_client)"));
}

TEST_CASE("the code of one flow does not end another: the verifier and the nonce are of their flow") {
  if (!has_node_provider()) return;
  const TestFolder folder;
  Visit visit("google", new_database_places(folder).front());
  const SignInRedirect theirs = visit.room->start({.provider = "google"});
  const SignInRedirect mine = visit.room->start({.provider = "google"});
  const std::string query = Browser().pass(theirs.url, "login=mallory", home_of("google"));
  // An attacker's code, put into a flow of this browser.
  const std::string code = query_parameter("?" + query, "code");
  try {
    static_cast<void>(visit.room->finish({.provider = "google",
                                          .query = "code=" + code + "&state=" + query_parameter(mine.url, "state") +
                                                   "&iss=" + query_parameter("?" + query, "iss"),
                                          .cookie = mine.cookie}));
    FAIL("the code was taken");
  } catch (const SignInError& error) {
    CHECK(has(error.what(), "invalid_grant"));
  }
}
