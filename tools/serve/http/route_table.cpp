#include "route_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"

namespace digitnet::serve {
namespace {

std::string allowed_methods(const std::vector<const Route*>& routes, bool has_socket) {
  std::vector<std::string> methods;
  for (const Route* route : routes) {
    methods.push_back(route->method);
    if (route->method == "GET") methods.emplace_back("HEAD");
  }
  if (has_socket && std::ranges::find(methods, "GET") == methods.end()) methods.emplace_back("GET");
  return fmt::format("{}", fmt::join(methods, ", "));
}

}  // namespace

RouteTable::RouteTable(Routes routes) : routes_(std::move(routes)) {
  for (const Route& route : routes_.http) {
    Place& here = place(route.path);
    const auto same = [&](const Route* other) { return other->method == route.method; };
    if (!route.handler || std::ranges::any_of(here.routes, same)) {
      throw ArgumentError(fmt::format("route {} {}: expected once, with a handler", route.method, route.path));
    }
    here.routes.push_back(&route);
  }
  for (const SocketRoute& socket : routes_.sockets) {
    Place& here = place(socket.path);
    if (here.socket != nullptr || !socket.handler) {
      throw ArgumentError(fmt::format("socket {}: expected once, with a handler", socket.path));
    }
    here.socket = &socket;
  }
  std::ranges::sort(below_, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

RouteTable::Place& RouteTable::place(const std::string& path) {
  if (!path.starts_with('/')) throw ArgumentError(fmt::format("route {}: expected a leading slash", path));
  if (path.ends_with("/*")) {
    const std::string folder = path.substr(0, path.size() - 1);
    const auto found = std::ranges::find(below_, folder, [](const auto& entry) { return entry.first; });
    if (found != below_.end()) return found->second;
    names_.push_back(path);
    return below_.emplace_back(folder, Place{{}, nullptr, names_.size() - 1}).second;
  }
  const auto [entry, is_new] = exact_.try_emplace(path);
  if (is_new) {
    names_.push_back(path);
    entry->second.number = names_.size() - 1;
  }
  return entry->second;
}

const RouteTable::Place* RouteTable::find_place(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) return &found->second;
  for (const auto& [folder, here] : below_) {
    if (path.starts_with(folder)) return &here;
  }
  return nullptr;
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const {
  const Place* here = find_place(path);
  if (here == nullptr) return {};
  Match match{nullptr, here->socket, {}, here->number};
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route* route : here->routes) {
    if (route->method == wanted) match.route = route;
  }
  if (match.route == nullptr) match.allow = allowed_methods(here->routes, here->socket != nullptr);
  return match;
}

}  // namespace digitnet::serve
