#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "provider.hpp"
#include "serve/sign_in/signing_key.hpp"
#include "serve/sign_in/stub_server.hpp"

namespace digitnet::test {

/// A provider on loopback that gives for any code the ID token that a test sets, and remembers what it was asked.
class ScriptedProvider {
 public:
  ScriptedProvider();

  /// As this server knows it.
  [[nodiscard]] serve::Provider record() const;
  /// Claims of a person that the provider would give at this second; the test adds the nonce.
  [[nodiscard]] nlohmann::json claims(std::int64_t now_s) const;
  /// Gives this token for the next codes.
  void give(std::string id_token) { id_token_ = std::move(id_token); }

  SigningKey key{serve::SignatureAlgorithm::es256, "first"};
  std::string key_set;                  ///< what is published
  nlohmann::json metadata;              ///< what is published
  std::string userinfo;                 ///< empty: 404
  std::string token_status = "200 OK";  ///< and then an error
  bool is_down = false;                 ///< every answer is 503

  [[nodiscard]] const StubServer& server() const { return server_; }

 private:
  [[nodiscard]] std::string answer(const std::string& request) const;

  std::string id_token_;
  StubServer server_;
};

}  // namespace digitnet::test
