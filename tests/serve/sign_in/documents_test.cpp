#include <doctest/doctest.h>

#include <string>
#include <thread>
#include <vector>

#include "provider_documents.hpp"
#include "serve/sign_in/scripted_provider.hpp"
#include "sign_in_error.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* kMetadata = "GET /.well-known/openid-configuration ";
constexpr const char* kKeys = "GET /keys ";

struct World {
  Time now{std::chrono::seconds(1'800'000'000)};
  ScriptedProvider provider;
  ProviderDocuments documents{provider.record(), [this] { return now; }};

  [[nodiscard]] std::size_t keys_for(const std::string& key_id) {
    return documents.keys_for({.algorithm = SignatureAlgorithm::es256, .key_id = key_id}).size();
  }
  [[nodiscard]] SignInProblem problem() {
    try {
      static_cast<void>(documents.metadata());
    } catch (const SignInError& error) {
      return error.problem();
    }
    return SignInProblem::declined;
  }
};

}  // namespace

TEST_CASE("metadata and keys are kept for an hour") {
  World world;
  CHECK(world.documents.known_authorization_endpoint().empty());
  CHECK(world.documents.metadata().token_endpoint == world.provider.server().url("/token"));
  CHECK(world.documents.known_authorization_endpoint() == world.provider.server().url("/authorize"));
  CHECK(world.keys_for("first") == 1);
  world.now += 59min;
  CHECK(world.keys_for("first") == 1);
  CHECK(world.provider.server().count(kMetadata) == 1);
  CHECK(world.provider.server().count(kKeys) == 1);
  world.now += 2min;
  CHECK(world.keys_for("first") == 1);
  CHECK(world.provider.server().count(kMetadata) == 2);
  CHECK(world.provider.server().count(kKeys) == 2);
}

TEST_CASE("an unknown key id has the keys fetched again, once a minute at most") {
  World world;
  CHECK(world.keys_for("first") == 1);
  const SigningKey second(SignatureAlgorithm::es256, "second");
  world.provider.key_set = nlohmann::json{{"keys", {world.provider.key.json_web_key(), second.json_web_key()}}}.dump();
  for (int i = 0; i < 20; ++i) CHECK(world.keys_for("second") == 0);
  CHECK(world.provider.server().count(kKeys) == 1);
  world.now += 60s;
  CHECK(world.keys_for("second") == 1);
  CHECK(world.provider.server().count(kKeys) == 2);
  for (int i = 0; i < 20; ++i) CHECK(world.keys_for("third") == 0);
  CHECK(world.provider.server().count(kKeys) == 2);
  world.now += 60s;
  CHECK(world.keys_for("third") == 0);
  CHECK(world.keys_for("third") == 0);
  CHECK(world.provider.server().count(kKeys) == 3);
}

TEST_CASE("while a provider is down what is known of it serves for a day, and it is not asked all the time") {
  World world;
  CHECK(world.keys_for("first") == 1);
  world.provider.is_down = true;
  world.now += 2h;
  CHECK(world.keys_for("first") == 1);
  const int asked = world.provider.server().count("GET ");
  world.now += 9s;
  CHECK(world.keys_for("first") == 1);
  CHECK(world.provider.server().count("GET ") == asked);
  world.now += 23h;
  CHECK(world.problem() == SignInProblem::provider_down);
  world.provider.is_down = false;
  CHECK(world.problem() == SignInProblem::provider_down);  // it failed just now
  world.now += 10s;
  CHECK(world.keys_for("first") == 1);
}

TEST_CASE("a clock that was set back does not keep documents for longer") {
  World world;
  CHECK(world.keys_for("first") == 1);
  world.now -= 48h;
  CHECK(world.keys_for("first") == 1);
  CHECK(world.provider.server().count(kKeys) == 2);
}

TEST_CASE("metadata of another issuer, and what are no metadata, are wrong") {
  for (const char* member : {"issuer", "token_endpoint", "jwks_uri"}) {
    World world;
    world.provider.metadata[member] = "https://evil.example\\";
    CHECK(world.problem() == SignInProblem::provider_wrong);
  }
  World world;
  world.provider.metadata = nlohmann::json::array();
  CHECK(world.problem() == SignInProblem::provider_wrong);
}

TEST_CASE("threads that want the same document have it fetched once") {
  World world;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { static_cast<void>(world.documents.metadata()); });
  for (std::thread& thread : threads) thread.join();
  CHECK(world.provider.server().count(kMetadata) == 1);
}
