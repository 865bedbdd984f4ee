#include "sign_in.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "account_error.hpp"
#include "base64.hpp"
#include "flow_secrets.hpp"
#include "identities.hpp"
#include "serve/sign_in/sign_in_world.hpp"
#include "sign_in_error.hpp"
#include "users.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

/// Runs a story on each engine, in a world of its own.
void in_each_world(const std::function<void(SignInWorld&)>& story) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    SignInWorld world(place);
    story(world);
  }
}

SignInProblem problem_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const SignInError& error) {
    CHECK_FALSE(error.for_person().empty());
    return error.problem();
  }
  FAIL("nothing was wrong");
  return {};
}

SignInProblem problem_of(SignInWorld& world, const SignInCallback& callback) {
  return problem_of([&] { static_cast<void>(world.sign_in_room->finish(callback)); });
}

SignInRedirect start(SignInWorld& world) {
  return world.sign_in_room->start({.provider = "example"});
}

std::string create_user(Transaction& transaction, const ProviderIdentity& identity) {
  return Users(transaction)
      .create({.name = identity.name, .email = identity.email, .password_hash = {}, .state = UserState::active},
              system_time());
}

}  // namespace

TEST_CASE("a new person is known after an account was made, and then signs in") {
  in_each_world([](SignInWorld& world) {
    const auto first = std::get<NewPerson>(world.sign_in());
    CHECK(first.identity == ProviderIdentity{.provider = "example",
                                             .issuer = world.provider.record().issuer,
                                             .subject = "person-1",
                                             .email = "ada@example.org",
                                             .email_verified = true,
                                             .name = "Ada"});
    CHECK(first.next == "/digits");
    CHECK(world.sign_in_room->pending(world.cookie)->identity == first.identity);
    const std::string user = world.sign_in_room->finish_pending(world.cookie, create_user);
    CHECK_FALSE(world.sign_in_room->pending(world.cookie));
    const auto again = std::get<KnownPerson>(world.sign_in({{"email", "new@example.org"}}));
    CHECK(again.user == user);
    CHECK(again.next == "/digits");
    const auto identities = Identities(world.accounts.database()).of_user(user);
    REQUIRE(identities.size() == 1);
    CHECK(identities[0].identity.email == "new@example.org");
    CHECK(identities[0].used_at == world.now);
  });
}

TEST_CASE("the code is exchanged with the verifier of its flow, the client's secret and the public URL") {
  in_each_world([](SignInWorld& world) {
    const SignInRedirect redirect = start(world);
    CHECK(redirect.url.starts_with(world.provider.server().url("/authorize?")));
    CHECK(query_parameter(redirect.url, "redirect_uri") == "https%3A%2F%2Fdigits.example%2Fauth%2Fexample%2Fcallback");
    static_cast<void>(world.come_back(redirect));
    std::string request;
    for (const std::string& text : world.provider.server().requests()) {
      if (text.starts_with("POST /token")) request = text;
    }
    const std::string body = "?" + request.substr(request.find("\r\n\r\n") + 4);
    CHECK(code_challenge(query_parameter(body, "code_verifier")) == query_parameter(redirect.url, "code_challenge"));
    CHECK(query_parameter(body, "code") == "the-code");
    CHECK(query_parameter(body, "client_secret").empty());
    CHECK(query_parameter(body, "redirect_uri") == query_parameter(redirect.url, "redirect_uri"));
    const std::string credentials = encode_base64("digit%3Anet:a%2Bb%20c");
    CHECK(request.find("\r\nAuthorization: Basic " + credentials + "\r\n") != std::string::npos);
  });
}

TEST_CASE("a state is of 256 bits, for one browser, once, and for ten minutes") {
  in_each_world([](SignInWorld& world) {
    const SignInRedirect redirect = start(world);
    const SignInRedirect other = start(world);
    CHECK(decode_base64url(query_parameter(redirect.url, "state"))->size() == 32);
    CHECK(query_parameter(redirect.url, "state") != query_parameter(other.url, "state"));
    world.prepare(redirect);
    const SignInCallback good = world.callback(redirect);
    const auto with = [&](const std::string& query, const std::string& cookie) {
      return problem_of(world, {.provider = "example", .query = query, .cookie = cookie});
    };
    CHECK(with("code=the-code", good.cookie) == SignInProblem::bad_request);
    CHECK(with("code=the-code&state=", good.cookie) == SignInProblem::bad_request);
    CHECK(with("code=the-code&state=" + redirect.cookie, good.cookie) == SignInProblem::bad_request);
    CHECK(with(good.query + "&state=x", good.cookie) == SignInProblem::bad_request);
    CHECK(with(good.query, "") == SignInProblem::bad_request);
    CHECK(with(good.query, other.cookie) == SignInProblem::bad_request);
    CHECK(with(world.callback(other).query, good.cookie) == SignInProblem::bad_request);
    CHECK(world.provider.server().count("POST") == 0);
    CHECK(std::holds_alternative<NewPerson>(world.sign_in_room->finish(good)));
    CHECK(problem_of(world, good) == SignInProblem::bad_request);
    CHECK(world.provider.server().count("POST") == 1);
  });
  in_each_world([](SignInWorld& world) {
    const SignInRedirect in_time = start(world);
    const SignInRedirect too_late = start(world);
    world.now += 10min - 1ms;
    CHECK(std::holds_alternative<NewPerson>(world.come_back(in_time)));
    world.now += 1ms;
    CHECK(problem_of(world, world.callback(too_late)) == SignInProblem::bad_request);
    const SignInRedirect from_the_future = start(world);
    world.now -= 2min;
    CHECK(problem_of(world, world.callback(from_the_future)) == SignInProblem::bad_request);
  });
}

TEST_CASE("the database holds neither a state, a cookie, a nonce, a verifier nor a token") {
  in_each_world([](SignInWorld& world) {
    const SignInRedirect open = start(world);
    static_cast<void>(world.sign_in());
    const std::string kept = world.accounts.dump();
    CHECK(world.accounts.count("sign_in_flow") == 1);
    CHECK(world.accounts.count("pending_identity") == 1);
    for (const std::string& secret :
         {open.cookie, world.cookie, query_parameter(open.url, "state"), query_parameter(open.url, "nonce"),
          derive_flow_secrets(open.cookie, query_parameter(open.url, "state")).code_verifier,
          std::string("the-access-token"), std::string("the-code")}) {
      REQUIRE_FALSE(secret.empty());
      CHECK(kept.find(secret) == std::string::npos);
    }
  });
}

TEST_CASE("a callback of another provider, by its path or by iss, is refused before its code is sent anywhere") {
  in_each_world([](SignInWorld& world) {
    SignInRedirect redirect = start(world);
    SignInCallback callback = world.callback(redirect);
    callback.provider = "another";
    CHECK(problem_of(world, callback) == SignInProblem::unknown_provider);
    callback = world.callback(redirect);
    callback.query += "&iss=https%3A%2F%2Fevil.example";
    CHECK(problem_of(world, callback) == SignInProblem::bad_request);
    CHECK(world.provider.server().count("POST") == 0);
    redirect = start(world);
    world.prepare(redirect);
    callback = world.callback(redirect);
    callback.query += "&iss=http%3A%2F%2F" + world.provider.server().url().substr(7);
    CHECK(std::holds_alternative<NewPerson>(world.sign_in_room->finish(callback)));
  });
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  world.provider.metadata["authorization_response_iss_parameter_supported"] = true;
  CHECK(problem_of(world, world.callback(start(world))) == SignInProblem::bad_request);
  CHECK(world.provider.server().count("POST") == 0);
}

TEST_CASE("the state of one provider is not one of another") {
  const TestFolder folder;
  AccountsForSignIn accounts(new_database_places(folder).front());
  const ScriptedProvider one;
  const ScriptedProvider two;
  Provider second = two.record();
  second.id = "second";
  SignIn sign_in(accounts.database(), {.providers = {one.record(), second},
                                       .public_url = "https://digits.example",
                                       .user_of_email = &AccountsForSignIn::user_of_email});
  const SignInRedirect redirect = sign_in.start({.provider = "example"});
  CHECK(problem_of([&] {
          static_cast<void>(sign_in.finish({.provider = "second",
                                            .query = "code=c&state=" + query_parameter(redirect.url, "state"),
                                            .cookie = redirect.cookie}));
        }) == SignInProblem::bad_request);
  CHECK(two.server().count("POST") == 0);
  CHECK(sign_in.providers().size() == 2);
  CHECK(sign_in.origins() == std::vector<std::string>{std::min(one.server().url(), two.server().url()),
                                                      std::max(one.server().url(), two.server().url())});
}

TEST_CASE("a provider's error is told apart: the person said no, it is down, it is wrong") {
  in_each_world([](SignInWorld& world) {
    const auto problem = [&](const std::string& error, const std::string& state_of = "") {
      const SignInRedirect redirect = start(world);
      const std::string state = state_of.empty() ? query_parameter(redirect.url, "state") : state_of;
      return problem_of(
          world, {.provider = "example", .query = "error=" + error + "&state=" + state, .cookie = redirect.cookie});
    };
    CHECK(problem("access_denied") == SignInProblem::declined);
    CHECK(problem("user_cancelled_login") == SignInProblem::declined);
    CHECK(problem("temporarily_unavailable") == SignInProblem::provider_down);
    CHECK(problem("invalid_scope") == SignInProblem::provider_wrong);
    CHECK(problem("access_denied", "foreign") == SignInProblem::bad_request);
    CHECK(world.provider.server().count("POST") == 0);
  });
}

TEST_CASE("an ID token that does not check signs nobody in, and is not written into the error") {
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  const auto wrong = [&](const json& changes) {
    const SignInRedirect redirect = start(world);
    return problem_of([&] { static_cast<void>(world.come_back(redirect, changes)); });
  };
  CHECK(wrong({{"nonce", "another"}}) == SignInProblem::provider_wrong);
  CHECK(wrong({{"aud", "another"}}) == SignInProblem::provider_wrong);
  CHECK(wrong({{"iss", "https://evil.example"}}) == SignInProblem::provider_wrong);
  CHECK(wrong({{"exp", world.now_s() - 61}}) == SignInProblem::provider_wrong);
  CHECK(wrong({{"iat", world.now_s() - 3600}}) == SignInProblem::provider_wrong);
  const SignInRedirect redirect = start(world);
  const SigningKey stranger(SignatureAlgorithm::es256, "first");
  json claims = world.provider.claims(world.now_s());
  claims["nonce"] = query_parameter(redirect.url, "nonce");
  const std::string token = stranger.sign(claims);
  world.provider.give(token);
  try {
    static_cast<void>(world.sign_in_room->finish(world.callback(redirect)));
    FAIL("the stranger's token was taken");
  } catch (const SignInError& error) {
    CHECK(error.problem() == SignInProblem::provider_wrong);
    CHECK(std::string(error.what()).find(token.substr(0, 10)) == std::string::npos);
  }
  CHECK(world.accounts.count("linked_identity") == 0);
  CHECK(world.accounts.count("pending_identity") == 0);
}

TEST_CASE("what the token endpoint answers wrongly is told by its error code alone") {
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  const auto failure = [&] {
    const SignInRedirect redirect = start(world);
    try {
      static_cast<void>(world.come_back(redirect));
    } catch (const SignInError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  world.provider.token_status = "401 Unauthorized";
  CHECK(failure().ends_with("/token: expected status 200, found 401 (invalid_client)"));
  world.provider.token_status = "302 Found";
  CHECK(failure().find("found 302") != std::string::npos);
  world.provider.token_status = "500 Internal Server Error";
  CHECK(failure().find("500") != std::string::npos);
  world.provider.is_down = true;
  CHECK(failure().find("503") != std::string::npos);
}

TEST_CASE("what the ID token does not tell is asked of userinfo, which must speak of the same person") {
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  world.provider.userinfo =
      R"({"sub": "person-1", "email": "info@example.org", "email_verified": true, "name": "Info"})";
  CHECK(std::get<NewPerson>(world.sign_in()).identity.email == "ada@example.org");
  CHECK(std::get<NewPerson>(world.sign_in({{"email", nullptr}})).identity.email == "info@example.org");
  world.provider.userinfo = R"({"sub": "person-1"})";
  CHECK(std::get<NewPerson>(world.sign_in({{"email", nullptr}, {"email_verified", true}})).identity ==
        ProviderIdentity{.provider = "example", .issuer = world.provider.record().issuer, .subject = "person-1"});
  world.provider.userinfo = R"({"sub": "person-2", "email": "info@example.org", "email_verified": true})";
  CHECK(problem_of([&] { static_cast<void>(world.sign_in({{"email", nullptr}})); }) == SignInProblem::provider_wrong);
  world.provider.userinfo.clear();
  CHECK(problem_of([&] { static_cast<void>(world.sign_in({{"email", nullptr}})); }) == SignInProblem::provider_wrong);
}

TEST_CASE("the same e-mail address does not make it the same person: a login to the account comes before the link") {
  in_each_world([](SignInWorld& world) {
    SignIn& room = *world.sign_in_room;
    const json claims{{"email", "alice@example.org"}};
    CHECK(std::get<LoginToLink>(world.sign_in(claims)).identity.email == "alice@example.org");
    CHECK(world.accounts.count("linked_identity") == 0);
    CHECK(room.pending(world.cookie)->user == world.accounts.alice);
    CHECK(problem_of([&] { room.link_pending(world.cookie, world.accounts.bob); }) == SignInProblem::gone);
    CHECK(problem_of([&] { room.link_pending(start(world).cookie, world.accounts.alice); }) == SignInProblem::gone);
    CHECK(problem_of([&] { room.finish_pending(world.cookie, create_user); }) == SignInProblem::gone);
    room.link_pending(world.cookie, world.accounts.alice);
    CHECK(problem_of([&] { room.link_pending(world.cookie, world.accounts.alice); }) == SignInProblem::gone);
    CHECK(std::get<KnownPerson>(world.sign_in(claims)).user == world.accounts.alice);
    // Not by the address: somebody else at the provider has it now.
    CHECK(std::holds_alternative<LoginToLink>(world.sign_in({{"email", "alice@example.org"}, {"sub", "person-2"}})));
  });
}

TEST_CASE("mallory, who says that she is alice without proof, gets nothing") {
  in_each_world([](SignInWorld& world) {
    for (const json& unverified : {json(false), json(nullptr), json("no")}) {
      const auto outcome =
          world.sign_in({{"sub", "mallory"}, {"email", "alice@example.org"}, {"email_verified", unverified}});
      CHECK(std::holds_alternative<EmailNotVerified>(outcome));
      CHECK_FALSE(world.sign_in_room->pending(world.cookie));
    }
    CHECK(std::holds_alternative<EmailNotVerified>(
        world.sign_in({{"sub", "mallory"}, {"email", "ALICE@example.org"}, {"email_verified", false}})));
    const SignInRedirect redirect = world.sign_in_room->start({.provider = "example", .link_to = world.accounts.bob});
    CHECK(std::holds_alternative<EmailNotVerified>(
        world.come_back(redirect, {{"sub", "mallory"}, {"email", "alice@example.org"}, {"email_verified", false}},
                        world.accounts.bob)));
    CHECK(world.accounts.count("linked_identity") == 0);
    CHECK(world.accounts.count("pending_identity") == 0);
    // An address that nobody has here may be registered, and is to be confirmed.
    const auto outcome = world.sign_in({{"sub", "mallory"}, {"email", "m@example.org"}, {"email_verified", false}});
    CHECK_FALSE(std::get<NewPerson>(outcome).identity.email_verified);
  });
}

TEST_CASE("a signed-in user links an identity, in the browser and the session that began it") {
  in_each_world([](SignInWorld& world) {
    const auto link = [&](const std::string& user, std::optional<std::string> signed_in) {
      const SignInRedirect redirect =
          world.sign_in_room->start({.provider = "example", .next = "/account", .link_to = user});
      return world.come_back(redirect, {}, std::move(signed_in));
    };
    CHECK(problem_of([&] { link(world.accounts.alice, {}); }) == SignInProblem::bad_request);
    CHECK(problem_of([&] { link(world.accounts.alice, world.accounts.bob); }) == SignInProblem::bad_request);
    CHECK(world.accounts.count("linked_identity") == 0);
    const auto linked = std::get<IdentityLinked>(link(world.accounts.alice, world.accounts.alice));
    CHECK(linked.user == world.accounts.alice);
    CHECK(linked.next == "/account");
    CHECK(std::holds_alternative<IdentityLinked>(link(world.accounts.alice, world.accounts.alice)));
    CHECK(problem_of([&] { link(world.accounts.bob, world.accounts.bob); }) == SignInProblem::linked_to_another);
    CHECK(std::get<KnownPerson>(world.sign_in()).user == world.accounts.alice);
    CHECK(world.accounts.count("linked_identity") == 1);
  });
}

TEST_CASE("identities are listed and unlinked by their owner, but not the last way in") {
  in_each_world([](SignInWorld& world) {
    Database& database = world.accounts.database();
    Identities identities(database);
    const std::string& alice = world.accounts.alice;
    const auto link = [&](const std::string& user, int number) {
      database.write([&](Transaction& transaction) {
        link_identity(transaction, user,
                      {.provider = "example", .issuer = "https://i", .subject = std::to_string(number)}, world.now);
      });
    };
    for (int i = 0; i < static_cast<int>(kMostIdentitiesOfUser); ++i) link(alice, i);
    CHECK(problem_of([&] { link(alice, 99); }) == SignInProblem::too_many);
    auto list = identities.of_user(alice);
    REQUIRE(list.size() == kMostIdentitiesOfUser);
    const auto no = [](Transaction&) { return false; };
    CHECK(problem_of([&] { identities.unlink(world.accounts.bob, list[0].id, no); }) == SignInProblem::gone);
    while (list.size() > 1) {
      identities.unlink(alice, list.back().id, no);
      list.pop_back();
    }
    CHECK(problem_of([&] { identities.unlink(alice, list[0].id, no); }) == SignInProblem::last_way_in);
    CHECK(identities.of_user(alice).size() == 1);
    identities.unlink(alice, list[0].id, [](Transaction&) { return true; });
    CHECK(identities.of_user(alice).empty());
    CHECK(problem_of([&] { identities.unlink(alice, list[0].id, no); }) == SignInProblem::gone);
    link(alice, 1);
    database.write([&](Transaction& transaction) { Users(transaction).remove(alice); });
    CHECK(world.accounts.count("linked_identity") == 0);
  });
}

TEST_CASE("an identity is kept for ten minutes, for one account, all or nothing") {
  in_each_world([](SignInWorld& world) {
    SignIn& room = *world.sign_in_room;
    static_cast<void>(world.sign_in({{"email", "bob2@example.org"}}));
    const std::string cookie = world.cookie;
    // The account cannot be made: the identity is still there for another try.
    CHECK_THROWS_AS(
        room.finish_pending(cookie,
                            [](Transaction& transaction, const ProviderIdentity& identity) {
                              return Users(transaction)
                                  .create({.name = identity.name, .email = "bob@example.org", .password_hash = {}},
                                          system_time());
                            }),
        AccountError);
    CHECK(room.pending(cookie));
    world.now += 10min - 1ms;
    CHECK(room.pending(cookie));
    world.now += 1ms;
    CHECK_FALSE(room.pending(cookie));
    CHECK(problem_of([&] { room.finish_pending(cookie, create_user); }) == SignInProblem::gone);
    CHECK(world.accounts.count("account") == 3);
    static_cast<void>(world.sign_in());
    CHECK(world.accounts.count("pending_identity") == 1);  // the old one went
    room.drop_pending(world.cookie);
    CHECK(world.accounts.count("pending_identity") == 0);
    static_cast<void>(start(world));
    world.now += 10min;
    room.sweep();
    CHECK(world.accounts.count("sign_in_flow") == 0);
    CHECK_FALSE(room.pending(""));
    CHECK_FALSE(room.pending("' OR 1=1 --"));
  });
}

TEST_CASE("where to go on is kept only when it is a path of this server") {
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  for (const char* next : {"//evil", "/\\evil", "https://evil.example", "/a\nb", ""}) {
    CHECK(std::get<NewPerson>(world.come_back(world.sign_in_room->start({.provider = "example", .next = next})))
              .next.empty());
  }
  CHECK(std::get<NewPerson>(world.sign_in()).next == "/digits");
}

TEST_CASE("while a provider is down no flow begins, and nothing is written") {
  const TestFolder folder;
  SignInWorld world(new_database_places(folder).front());
  world.provider.is_down = true;
  CHECK(problem_of([&] { static_cast<void>(start(world)); }) == SignInProblem::provider_down);
  CHECK(world.accounts.count("sign_in_flow") == 0);
  CHECK(problem_of([&] { static_cast<void>(world.sign_in_room->start({.provider = "none"})); }) ==
        SignInProblem::unknown_provider);
}
