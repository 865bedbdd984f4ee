#include "service.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "request_id.hpp"
#include "target.hpp"
#include "web_socket_handshake.hpp"

namespace digitnet::serve {
namespace {

bool is_safe(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

// Each proxy adds a field or extends one; both say the same.
std::string forwarded_for(const RequestHead& head) {
  std::string hops;
  for (const Field& field : head.fields) {
    if (is_same_name(field.name, "X-Forwarded-For")) hops += (hops.empty() ? "" : ",") + field.value;
  }
  return hops;
}

Response plain_error(const Request& request, int status, const std::string& detail) {
  return {status,
          "text/plain; charset=utf-8",
          fmt::format("{} {}\n{}\nRequest {}\n", status, reason_phrase(status), detail, request.id),
          {}};
}

std::string retry_after(std::chrono::steady_clock::duration wait) {
  return std::to_string(std::max<long>(1, std::chrono::ceil<std::chrono::seconds>(wait).count()));
}

}  // namespace

Refusal too_many_requests(std::chrono::steady_clock::duration wait) {
  return {429, "Too many requests from this address; try again in a moment.", {{"Retry-After", retry_after(wait)}}};
}

Refusal overloaded() {
  return {503, "The server is busy; try again in a moment.", {{"Retry-After", "1"}}};
}

std::string public_url_of(const ServerOptions& options) {
  if (!options.public_url.empty()) {
    return options.public_url.substr(0, options.public_url.find_last_not_of('/') + 1);
  }
  const bool is_ipv6 = options.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", options.certificate.empty() ? "http" : "https", is_ipv6 ? "[" : "",
                     options.address, is_ipv6 ? "]" : "", options.port);
}

Service::Service(ServerOptions server_options, const MakeRoutes& make_routes, std::shared_ptr<ServerMetrics> counted)
    : options(std::move(server_options)),
      origins(public_url_of(options)),
      hosts(public_url_of(options)),
      answer_head(public_url_of(options).starts_with("https://")),
      trusted("--trusted-proxy", options.trusted_proxies),
      limiter(options.limits.recognitions_per_second, options.limits.recognition_burst),
      connections(options.limits.connections, options.limits.connections_per_address),
      metrics(counted ? std::move(counted) : std::make_shared<ServerMetrics>()),
      log(options.access_log, std::make_shared<LostLines>(metrics, options.warn)),
      table(make_routes(public_url_of(options))) {
  metrics->set_routes(table.names());
}

Admission Service::admit(RequestHead head) {
  Admission admission;
  admission.request.id = make_request_id();
  admission.client = trusted.contains(head.peer) ? client_address(head.peer, forwarded_for(head), trusted) : head.peer;
  admission.request.client = to_string(admission.client);
  admission.request.path = sent_path(head.target);  // until it is read
  const BodyLength body = check_framing(head);
  admission.body_bytes = body.bytes;
  admission.is_framed = !body.refusal;
  admission.refusal = body.refusal ? body.refusal : check_route(head, admission);
  admission.request.method = std::move(head.method);
  admission.request.fields = std::move(head.fields);
  return admission;
}

std::optional<Refusal> Service::check_route(const RequestHead& head, Admission& admission) {
  bool is_misdirected = !hosts.is_own(head.field("Host"), head.local);
  try {
    Target target = parse_target(head.target);
    is_misdirected |= !target.authority.empty() && !hosts.is_own(target.authority, head.local);
    admission.request.path = std::move(target.path);
    admission.request.query = std::move(target.query);
  } catch (const FormatError&) {
    return Refusal{400, "The path of the request cannot be read."};
  }
  const std::string_view expect = head.field("Expect");
  if (!expect.empty() && !is_same_name(expect, "100-continue"))
    return Refusal{417, "Only Expect: 100-continue is met."};
  RouteTable::Match& match = admission.match = table.find(head.method, admission.request.path);
  admission.request.path_values = match.path_values;
  if (is_misdirected && (match.route == nullptr || !match.route->answers_any_host)) {
    return Refusal{421, "This server does not answer for that host name."};
  }
  admission.becomes_socket = match.socket != nullptr && asks_for_web_socket(head);
  if (admission.becomes_socket) {
    if (!origins.is_own(head.field("Origin"))) return Refusal{403, "A page of another site may not connect here."};
    if (drains) return Refusal{503, "The server stops; try again in a moment.", {{"Retry-After", "1"}}};
    return admission.body_bytes > 0 ? Refusal{413, "This request takes no body."} : check_handshake(head);
  }
  if (match.route == nullptr) {
    if (match.socket != nullptr && head.method == "GET") {
      return Refusal{426, "This path speaks WebSocket alone.", {{"Upgrade", "websocket"}}};
    }
    if (match.allow.empty()) return Refusal{404, "There is nothing at this address."};
    return Refusal{405, "This method is not allowed here.", {{"Allow", match.allow}}};
  }
  if (!is_safe(head.method) && origins.is_cross_site(head)) {
    return Refusal{403, "A page of another site may not send this request."};
  }
  if (admission.body_bytes > match.route->most_body_bytes) {
    if (match.route->most_body_bytes == 0) return Refusal{413, "This request takes no body."};
    return Refusal{413, fmt::format("The body may be {} bytes long at most.", match.route->most_body_bytes)};
  }
  if (match.route->recognizes) {
    if (const auto wait = take_token(admission.client); wait.count() > 0) return too_many_requests(wait);
  }
  return std::nullopt;
}

Response Service::refuse(const Request& request, const Refusal& refusal) const {
  const auto& make_error = table.routes().error;
  Response response = make_error ? make_error(request, refusal.status, refusal.detail)
                                 : plain_error(request, refusal.status, refusal.detail);
  response.status = refusal.status;
  for (const Field& field : refusal.fields) {
    if (find_field(response.fields, field.name).empty()) response.fields.push_back(field);
  }
  return response;
}

}  // namespace digitnet::serve
