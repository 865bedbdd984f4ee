// What stands before the routes of accounts, without a connection.
#include "gate.hpp"

#include <doctest/doctest.h>

#include <future>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "form_token.hpp"
#include "serve/accounts/accounts_under_test.hpp"
#include "support/database_places.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

constexpr const char* kForm = "application/x-www-form-urlencoded";

/// A gate with routes that say who asked, or throw.
class GateUnderTest {
 public:
  explicit GateUnderTest(GateOptions options = {})
      : accounts_(folder_.path("test.sqlite")), gate_(*accounts_, with_errors(std::move(options))) {
    const auto say = [](const Visit& visit) {
      return Response{200, "text/plain", visit.visitor.user() == nullptr ? "nobody" : visit.user().name, {}};
    };
    gate_.add(routes_, {"GET", "/form", Access::everyone, std::nullopt, say});
    gate_.add(routes_, {"POST", "/form", Access::everyone, std::nullopt, say});
    gate_.add(routes_, {"GET", "/own", Access::user, std::nullopt, say});
    gate_.add(routes_, {"GET", "/admin", Access::admin, std::nullopt, say});
    gate_.add(routes_, {"GET", "/api/data", Access::user, Scope::data, say});
    gate_.add(routes_, {"POST", "/api/data", Access::user, Scope::data, say, 100});
    GatedRoute asking{"GET", "/asking", Access::everyone, std::nullopt,
                      [this, other = other_.get_future().share()](const Visit&) -> Response {
                        asked_.release();
                        other.wait();
                        return {200, "text/plain", "", {}};
                      }};
    asking.asks_others = true;
    gate_.add(routes_, std::move(asking));
    gate_.add(routes_, {"GET", "/limited", Access::everyone, std::nullopt, [](const Visit&) -> Response {
                          throw AccountError(AccountError::Kind::too_many, "", "Too often.", std::chrono::seconds(7));
                        }});
    gate_.add(routes_, {"GET", "/down", Access::everyone, std::nullopt,
                        [](const Visit&) -> Response { throw DatabaseError("the database is down"); }});
    gate_.add(routes_, {"GET", "/fails", Access::everyone, std::nullopt,
                        [](const Visit&) -> Response { throw std::runtime_error("secret detail"); }});
  }

  AccountsUnderTest& accounts() { return accounts_; }

  void wait_until_others_are_asked() { asked_.acquire(); }
  /// What other servers are asked for by /asking is answered from now on.
  void let_others_answer() { other_.set_value(); }

  Response ask(const std::string& method, const std::string& path, const std::vector<Field>& fields = {},
               const std::string& body = "") {
    return begin(method, path, fields, body).get();
  }

  std::future<Response> begin(const std::string& method, const std::string& path, std::vector<Field> fields = {},
                              std::string body = "") {
    Request request;
    request.id = "1";
    request.client = "192.0.2.1";
    request.method = method;
    request.path = path;
    request.fields = std::move(fields);
    request.body = std::move(body);
    for (const Route& route : routes_.http) {
      if (route.method != method || route.path != path) continue;
      const auto answer = std::make_shared<std::promise<Response>>();
      route.handler(request, [answer](Response response) { answer->set_value(std::move(response)); });
      return answer->get_future();
    }
    FAIL("no such route");
    return {};
  }

 private:
  static GateOptions with_errors(GateOptions options) {
    options.public_url = "https://digits.example";
    options.error = [](const Request&, int status, const std::string& detail) {
      return Response{status, "text/plain", detail, {}};
    };
    return options;
  }

  TestFolder folder_;
  AccountsUnderTest accounts_;
  std::promise<void> other_;
  std::counting_semaphore<> asked_{0};
  Routes routes_;
  Gate gate_;
};

std::vector<Field> with_session(const NewSession& session, std::vector<Field> more = {}) {
  more.push_back({"Cookie", "__Host-sid=" + session.token});
  return more;
}

}  // namespace

TEST_CASE("a form is taken with the token of its browser and no other (items 15 and 16)") {
  GateUnderTest gate;
  const Response page = gate.ask("GET", "/form");
  const std::string set(find_field(page.fields, "Set-Cookie"));
  const std::string cookie = set.substr(0, set.find(';'));
  const std::string token = form_token(cookie.substr(cookie.find('=') + 1));
  CHECK(gate.ask("POST", "/form", {{"Cookie", cookie}, {"Content-Type", kForm}}, "csrf=" + token).status == 200);
  CHECK(gate.ask("POST", "/form", {{"Cookie", cookie}, {"X-CSRF-Token", token}}).status == 200);
  CHECK(gate.ask("POST", "/form", {{"Cookie", cookie}, {"Content-Type", kForm}}, "csrf=").status == 403);
  CHECK(gate.ask("POST", "/form", {{"Cookie", cookie}}).status == 403);
  CHECK(gate.ask("POST", "/form", {{"Cookie", "__Host-visitor=other"}, {"X-CSRF-Token", token}}).status == 403);
  CHECK(gate.ask("POST", "/form", {{"X-CSRF-Token", form_token("")}}).status == 403);
}

TEST_CASE("a session's forms have its own token, not that of the browser before (item 16)") {
  GateUnderTest gate;
  const NewSession session = gate.accounts().sign_in(gate.accounts().add_user("ann@example.org"));
  const auto post = [&](const std::string& token) {
    return gate
        .ask("POST", "/form", {{"Cookie", "__Host-visitor=v; __Host-sid=" + session.token}, {"X-CSRF-Token", token}})
        .status;
  };
  CHECK(post(form_token(session.token)) == 200);
  CHECK(post(form_token("v")) == 403);
}

TEST_CASE("cookies are for this host, for TLS, and out of the reach of scripts (item 9)") {
  const CookieNames names("https://digits.example");
  CHECK(names.set(names.session, "abc").value == "__Host-sid=abc; Secure; HttpOnly; SameSite=Lax; Path=/");
  CHECK(names.forget(names.flow).value == "__Host-flow=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
  CHECK(CookieNames("http://127.0.0.1:8080").session == "__Host-sid");
  CHECK(CookieNames("http://localhost").session == "__Host-sid");
  CHECK(CookieNames("http://[::1]:80").session == "__Host-sid");
  CHECK(CookieNames("http://localhost.example").session == "sid");
  CHECK(CookieNames("http://10.0.0.1").set("sid", "abc").value == "sid=abc; HttpOnly; SameSite=Lax; Path=/");
}

TEST_CASE("a stranger is sent to log in, and back to where he was going; a program is told 401") {
  GateUnderTest gate;
  const Response page = gate.ask("GET", "/own");
  CHECK(page.status == 303);
  CHECK(find_field(page.fields, "Location") == "/login?next=/own");
  const Response program = gate.ask("GET", "/api/data");
  CHECK(program.status == 401);
  CHECK(find_field(program.fields, "WWW-Authenticate").starts_with("Bearer"));
}

TEST_CASE("an administrator's route is 403 for others, which the audit log notes (items 46 and 55)") {
  GateUnderTest gate;
  const std::string ann = gate.accounts().add_user("ann@example.org");
  CHECK(gate.ask("GET", "/admin", with_session(gate.accounts().sign_in(ann))).status == 403);
  CHECK(gate.accounts().has_audit("access.denied", ann));
  const std::string root = gate.accounts().add_user("root@example.org", Role::admin);
  CHECK(gate.ask("GET", "/admin", with_session(gate.accounts().sign_in(root))).status == 200);
}

TEST_CASE("an API token opens what its scopes say, needs no form's token, and no page takes it (item 50)") {
  GateUnderTest gate;
  const NewSession session = gate.accounts().sign_in(gate.accounts().add_user("ann@example.org"));
  const auto token = [&](Scope scope) {
    const RequestOrigin origin{"192.0.2.1", "", "1"};
    return "Bearer " + gate.accounts()
                           ->api_tokens()
                           .create(gate.accounts().signed_in(session), {"a script", {scope}, 1}, origin)
                           .text;
  };
  const std::string data = token(Scope::data);
  CHECK(gate.ask("POST", "/api/data", {{"Authorization", data}}).status == 200);
  CHECK(gate.ask("GET", "/api/data", {{"Authorization", token(Scope::train)}}).status == 403);
  CHECK(gate.ask("GET", "/api/data", {{"Authorization", "Bearer dgn_nothing"}}).status == 401);
  CHECK(gate.ask("GET", "/own", {{"Authorization", data}}).status == 303);
  // A cookie beside it does not help a token that is dead.
  CHECK(gate.ask("GET", "/api/data", with_session(session, {{"Authorization", "Bearer dgn_nothing"}})).status == 401);
  // With the cookie alone a script needs the page's token.
  CHECK(gate.ask("POST", "/api/data", with_session(session)).status == 403);
  CHECK(gate.ask("POST", "/api/data", with_session(session, {{"X-CSRF-Token", form_token(session.token)}})).status ==
        200);
}

TEST_CASE("what a service throws is an answer that gives nothing away, and says when to come again (item 54)") {
  std::vector<std::string> log;
  GateOptions options;
  options.log = [&](const std::string& text) { log.push_back(text); };
  GateUnderTest gate(options);
  const Response limited = gate.ask("GET", "/limited");
  CHECK(limited.status == 429);
  CHECK(find_field(limited.fields, "Retry-After") == "7");
  const Response down = gate.ask("GET", "/down");
  CHECK(down.status == 503);
  CHECK_FALSE(find_field(down.fields, "Retry-After").empty());
  const Response failed = gate.ask("GET", "/fails");
  CHECK(failed.status == 500);
  CHECK(failed.body.find("secret") == std::string::npos);
  CHECK(log.size() == 2);
}

TEST_CASE("beyond what may wait, requests are told to come again") {
  GateOptions options;
  options.threads = 1;
  options.waiting = 0;
  CHECK(GateUnderTest(options).ask("GET", "/form").status == 503);
}

TEST_CASE("another server that is slow keeps nobody waiting but who asks for it") {
  GateOptions options;
  options.threads = 1;
  options.asking_threads = 1;
  options.waiting_to_ask = 1;
  GateUnderTest gate(options);
  auto first = gate.begin("GET", "/asking");
  gate.wait_until_others_are_asked();
  auto second = gate.begin("GET", "/asking");
  CHECK(gate.ask("GET", "/asking").status == 503);
  CHECK(gate.ask("GET", "/form").status == 200);
  gate.let_others_answer();
  CHECK(first.get().status == 200);
  CHECK(second.get().status == 200);
}

TEST_CASE("forms of both types are read alike, and what is no form has no fields") {
  Request request;
  request.fields = {{"Content-Type", kForm}};
  request.body = "a=1&b=x+y&a=2";
  const Form plain(request);
  CHECK(plain.value("b") == "x y");
  CHECK(plain.values("a") == std::vector<std::string_view>{"1", "2"});
  CHECK_THROWS_AS((void)plain.value("a"), digitnet::FormatError);  // which of them counts, nobody could tell
  CHECK_FALSE(plain.has("c"));
  request.fields = {{"Content-Type", "multipart/form-data; boundary=z"}};
  request.body =
      "--z\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
      "--z\r\nContent-Disposition: form-data; name=\"f\"; filename=\"7.png\"\r\n\r\nbytes\r\n--z--\r\n";
  const Form parts(request);
  CHECK(parts.value("a") == "1");
  REQUIRE(parts.files("f").size() == 1);
  CHECK(parts.files("f")[0].name == "7.png");
  CHECK(parts.files("f")[0].bytes == "bytes");
  request.fields = {{"Content-Type", "application/json"}};
  CHECK_FALSE(Form(request).has("a"));
}

TEST_CASE("a field of a form that is no text is refused where it is read, and a file may hold any bytes") {
  Request request;
  request.fields = {{"Content-Type", "multipart/form-data; boundary=z"}};
  for (const std::string& bytes : {std::string("a\0b", 3), std::string("\xff\xd8")}) {
    request.body =
        "--z\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x\"\r\n\r\n" + bytes + "\r\n--z--\r\n";
    const Form form(request);
    CHECK(form.files("a")[0].bytes == bytes);
    CHECK_THROWS_AS((void)form.value("a"), digitnet::FormatError);
    CHECK_THROWS_AS((void)form.values("a"), digitnet::FormatError);
  }
}
