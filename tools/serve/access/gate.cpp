#include "gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "account_error.hpp"
#include "bearer_token.hpp"
#include "database.hpp"
#include "form_token.hpp"
#include "percent_escape.hpp"
#include "secret_token.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostFormBytes = 16 << 10;
constexpr const char* kStaleForm = "This form is out of date. Load its page again and send it once more.";

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

bool is_page(const GatedRoute& route) {
  return !route.scope;
}

/// The login page, which leads back to where the request was going, if that is a page.
Response to_login(const Request& request) {
  std::string place = "/login";
  if (is_safe(request.method)) {
    place += "?next=" + percent_escape(request.path + (request.query.empty() ? "" : "?" + request.query));
  }
  return {303, "", "", {{"Location", place}}};
}

bool is_form_of_ours(const Visit& visit, std::string_view cookie) {
  std::string_view token = visit.request.field("X-CSRF-Token");
  if (token.empty()) token = visit.form.value("csrf");
  return is_form_token(token, cookie);
}

}  // namespace

int status_of(const AccountError& error) {
  switch (error.kind()) {
    case AccountError::Kind::invalid:
      return 422;
    case AccountError::Kind::wrong_credentials:
      return 401;
    case AccountError::Kind::reauthenticate:
    case AccountError::Kind::forbidden:
      return 403;
    case AccountError::Kind::gone:
      return 410;
    case AccountError::Kind::not_found:
      return 404;
    case AccountError::Kind::taken:
      return 409;
    case AccountError::Kind::too_many:
      return 429;
    case AccountError::Kind::busy:
      return 503;
  }
  return 500;
}

Field retry_after_field(std::chrono::milliseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {"Retry-After", std::to_string(std::max<std::int64_t>(1, seconds))};
}

Gate::Gate(Accounts& accounts, GateOptions options)
    : accounts_(accounts),
      options_(std::move(options)),
      cookies_(options_.public_url),
      pool_(options_.threads, options_.waiting),
      asking_pool_(options_.asking_threads, options_.waiting_to_ask) {}

void Gate::add(Routes& routes, GatedRoute route) {
  if (is_page(route) && route.method == "POST" && route.most_body_bytes == 0) route.most_body_bytes = kMostFormBytes;
  const auto shared = std::make_shared<const GatedRoute>(std::move(route));
  const Handler handler = [this, shared](Request sent, const Respond& respond) {
    const auto request = std::make_shared<const Request>(std::move(sent));
    WorkPool& pool = shared->asks_others ? asking_pool_ : pool_;
    const bool is_posted = pool.post([this, shared, request, respond] { respond(answer(*shared, *request)); });
    if (is_posted) return;
    Response busy = refuse(*request, 503, "The server is busy; try again in a moment.");
    busy.fields.push_back({"Retry-After", "1"});
    respond(std::move(busy));
  };
  routes.http.push_back({shared->method, shared->path, handler, shared->most_body_bytes});
}

Response Gate::answer(const GatedRoute& route, const Request& request) {
  try {
    return answer_visit(route, request);
  } catch (const AccountError& error) {
    Response response = refuse(request, status_of(error), error.what());
    if (error.retry_after().count() > 0) response.fields.push_back(retry_after_field(error.retry_after()));
    return response;
  } catch (const DatabaseError& error) {
    options_.log(error.what());
    Response response = refuse(request, 503, "The server cannot reach its data just now; try again in a moment.");
    response.fields.push_back({"Retry-After", "5"});
    return response;
  } catch (const FileError& error) {
    options_.log(error.what());
    Response response = refuse(request, 503, "The server cannot keep files just now; try again in a moment.");
    response.fields.push_back({"Retry-After", "5"});
    return response;
  } catch (const FormatError&) {
    return refuse(request, 400, "The request could not be understood.");
  } catch (const std::exception& error) {
    options_.log(fmt::format("request {}: {}", request.id, error.what()));
    return refuse(request, 500, "Something went wrong here. If it happens again, tell who runs this server.");
  }
}

Response Gate::answer_visit(const GatedRoute& route, const Request& request) {
  Visit visit{request,
              visitor_of(route, request),
              {request.client, std::string(request.field("User-Agent")), request.id},
              is_safe(request.method) ? Form() : Form(request),
              {}};
  if (auto refused = check_access(route, visit)) return *std::move(refused);
  if (visit.visitor.caller) return route.answer(visit);

  const std::string& name = visit.visitor.signed_in ? cookies_.session : cookies_.visitor;
  std::string cookie(visit.cookie(name));
  if (!is_safe(request.method) && !is_form_of_ours(visit, cookie)) return refuse(request, 403, kStaleForm);
  const bool is_new = cookie.empty() && is_page(route);
  if (is_new) cookie = new_secret_token();
  visit.form_token = form_token(cookie);
  Response response = route.answer(visit);
  if (response.events && visit.visitor.signed_in) {
    response.events = while_logged_in(visit.user().id, request, std::move(response.events));
  }
  if (is_new) response.fields.push_back(cookies_.set(cookies_.visitor, cookie));
  return response;
}

NextEvents Gate::while_logged_in(const std::string& user_id, const Request& request, NextEvents next) {
  const auto look = [this, user_id, cookies = std::string(request.field("Cookie")),
                     next = std::move(next)](const std::function<void(std::optional<std::string>)>& give) {
    try {
      const auto signed_in = signed_in_by(cookies);
      signed_in && signed_in->user.id == user_id ? next(give) : give(std::nullopt);
    } catch (const std::exception&) {
      give("");  // the database may be back in a moment
    }
  };
  return [this, look](const auto& give) {
    if (!pool_.post([look, give] { look(give); })) give("");
  };
}

std::optional<SignedIn> Gate::signed_in_by(std::string_view cookies) {
  const std::string_view session = find_cookie(parse_cookies(cookies), cookies_.session);
  return session.empty() ? std::nullopt : accounts_.sessions().find(session);
}

Visitor Gate::visitor_of(const GatedRoute& route, const Request& request) {
  Visitor visitor;
  if (const std::string_view token = bearer_token(request); !token.empty()) {
    if (route.scope) visitor.caller = accounts_.api_tokens().find(token);
    return visitor;  // a program that shows a token means nobody else
  }
  visitor.signed_in = signed_in_by(request.field("Cookie"));
  return visitor;
}

std::optional<Response> Gate::check_access(const GatedRoute& route, const Visit& visit) {
  if (route.access == Access::everyone) return std::nullopt;
  const User* user = visit.visitor.user();
  if (user == nullptr) {
    if (is_page(route)) return to_login(visit.request);
    Response response = refuse(visit.request, 401, "This needs an API token, or a session.");
    response.fields.push_back({"WWW-Authenticate", "Bearer realm=\"digitnet\""});
    return response;
  }
  const bool has_role = route.access == Access::user || user->is_admin();
  const bool has_scope = !visit.visitor.caller || visit.visitor.caller->may(*route.scope);
  if (has_role && has_scope) return std::nullopt;
  accounts_.audit_once({user->id, "access.denied", "", route.method + " " + route.path, visit.origin});
  return refuse(visit.request, 403,
                has_role ? fmt::format("The API token lacks the scope '{}'.", name_of(*route.scope))
                         : "This is for administrators.");
}

Response Gate::refuse(const Request& request, int status, const std::string& detail) const {
  Response response = options_.error(request, status, detail);
  response.status = status;
  return response;
}

}  // namespace digitnet::serve
