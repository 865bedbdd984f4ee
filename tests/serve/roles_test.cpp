// Who gets what from which route (SECURITY.md, item 46): a route or a method that is not in this table fails the test.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "accounts.hpp"
#include "cookie_names.hpp"
#include "form_token.hpp"
#include "serve/raw_client.hpp"
#include "serve/running_server.hpp"
#include "serve/served_routes.hpp"
#include "store_place.hpp"
#include "users.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

constexpr const char* kId = "0123456789abcdef0123456789abcdef";
constexpr const char* kToken = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What a stranger, a user and an administrator get who send an empty form, with its token where there is one. Whose
/// address is not confirmed, and who was disabled, gets what a stranger gets.
struct Row {
  const char* method;
  const char* route;
  int stranger;
  int user;
  int admin;
};

const std::vector<Row>& table() {
  static const std::vector<Row> all{
#include "serve/roles_table.inc"
  };
  return all;
}

/// A path of the route, with an id that nothing has.
std::string path_of(std::string route) {
  for (const auto& [name, value] : std::map<std::string, std::string>{{"{id}", kId},
                                                                      {"{other}", kId},
                                                                      {"{number}", "1"},
                                                                      {"{token}", kToken},
                                                                      {"{provider}", "nobody"},
                                                                      {"*", "nowhere"}}) {
    const auto at = route.find(name);
    if (at != std::string::npos) route.replace(at, name.size(), value);
  }
  return route;
}

/// A file that nobody else may read.
class PrivateFile {
 public:
  explicit PrivateFile(const std::string& text)
      : path_((std::filesystem::temp_directory_path() / "digitnet_XXXXXX").string()) {
    const int file = mkstemp(path_.data());
    REQUIRE(file >= 0);
    REQUIRE(write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    close(file);
  }
  ~PrivateFile() { std::filesystem::remove(path_); }
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Sessions in the database that the running server uses.
class People {
 public:
  explicit People(const RunningServer& server)
      : database_({.place = store_place(server.data_folder(), "").database}), accounts_(database_, {}) {}

  std::string session_of(const char* name, Role role, UserState state) {
    return database_.write([&](Transaction& transaction) {
      Users users(transaction);
      const std::string id =
          users.create({name, std::string(name) + "@example.org", std::nullopt, role}, system_time());
      users.set_state(id, state);
      return Sessions::begin(transaction, id, {"127.0.0.1", "test", "1"}, system_time()).token;
    });
  }

 private:
  Database database_;
  Accounts accounts_;
};

int status_of(const RunningServer& server, const Row& row, const std::string& session) {
  const std::string cookie = session.empty() ? "stranger" : session;
  const CookieNames names("http://127.0.0.1");
  // A session that is over counts as none, so the browser is a stranger's, whose forms have a token, too.
  const std::string fields = "Cookie: " + names.session + "=" + cookie + "; " + names.visitor + "=" + cookie +
                             "\r\nSec-Fetch-Site: same-origin\r\n";
  const bool is_safe = std::string(row.method) == "GET";
  const std::string type = is_safe ? "" : "Content-Type: application/x-www-form-urlencoded\r\n";
  const std::string body = is_safe ? "" : "csrf=" + form_token(cookie);
  return ask(server.port(), request_text(row.method, path_of(row.route), fields + type, body)).status;
}

std::set<std::string> methods_of(const RunningServer& server, const std::string& route) {
  std::istringstream allow(ask(server.port(), request_text("TRACE", path_of(route))).field("Allow"));
  std::set<std::string> methods;
  for (std::string method; std::getline(allow >> std::ws, method, ',');) methods.insert(method);
  methods.erase("HEAD");
  return methods;
}

}  // namespace

TEST_CASE("every route answers every role as the table says, and the table has every route and method") {
  const PrivateFile providers(
      R"([{"id": "own", "label": "Own", "kind": "generic", "issuer": "http://127.0.0.1:9", "client_id": "a", "client_secret": "b"}])");
  const RunningServer server({"--providers", providers.path()});
  People people(server);
  std::set<std::string> known;
  for (const Row& row : table()) {
    const std::string what = std::string(row.method) + " " + row.route;
    CAPTURE(what);
    known.insert(what);
    // Of its own for each row, since some end it.
    const std::string name = "p" + std::to_string(known.size());
    CHECK(status_of(server, row, "") == row.stranger);
    CHECK(status_of(server, row, people.session_of((name + "u").c_str(), Role::user, UserState::unverified)) ==
          row.stranger);
    CHECK(status_of(server, row, people.session_of((name + "d").c_str(), Role::user, UserState::disabled)) ==
          row.stranger);
    CHECK(status_of(server, row, people.session_of((name + "a").c_str(), Role::user, UserState::active)) == row.user);
    CHECK(status_of(server, row, people.session_of((name + "m").c_str(), Role::admin, UserState::active)) == row.admin);
  }
  std::set<std::string> served;
  for (const std::string& route : served_routes(server)) {
    if (route == "none") continue;
    for (const std::string& method : methods_of(server, route)) served.insert(method + " " + route);
  }
  CHECK(served == known);
}
