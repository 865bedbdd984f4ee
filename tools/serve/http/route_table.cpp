#include "route_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

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

bool is_placeholder(std::string_view segment) {
  return segment.starts_with('{');
}

// A placeholder is known by its place, whatever its name.
std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  for (std::size_t start = 1; start <= path.size();) {
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view segment = path.substr(start, end - start);
    segments.emplace_back(is_placeholder(segment) ? "{" : segment);
    start = end + 1;
  }
  return segments;
}

/// What stands in the places of the placeholders; nothing when the path is another.
std::optional<std::vector<std::string>> values_in(std::string_view path, const std::vector<std::string>& segments) {
  std::vector<std::string> values;
  std::size_t start = 1;
  for (const std::string& segment : segments) {
    if (start > path.size()) return std::nullopt;
    const std::size_t end = std::min(path.find('/', start), path.size());
    const std::string_view found = path.substr(start, end - start);
    if (is_placeholder(segment) ? found.empty() : found != segment) return std::nullopt;
    if (is_placeholder(segment)) values.emplace_back(found);
    start = end + 1;
  }
  if (start <= path.size()) return std::nullopt;
  return values;
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
  if (path.ends_with("/*")) return folder_place(path);
  return path.find('{') == std::string::npos ? exact_place(path) : pattern_place(path);
}

RouteTable::Place& RouteTable::exact_place(const std::string& path) {
  const auto [entry, is_new] = exact_.try_emplace(path);
  if (is_new) entry->second.number = add_name(path);
  return entry->second;
}

RouteTable::Place& RouteTable::folder_place(const std::string& path) {
  const std::string folder = path.substr(0, path.size() - 1);
  const auto found = std::ranges::find(below_, folder, [](const auto& entry) { return entry.first; });
  if (found != below_.end()) return found->second;
  return below_.emplace_back(folder, Place{{}, nullptr, add_name(path)}).second;
}

RouteTable::Place& RouteTable::pattern_place(const std::string& path) {
  std::vector<std::string> segments = segments_of(path);
  const auto same = std::ranges::find_if(patterns_, [&](const Pattern& other) { return other.segments == segments; });
  if (same != patterns_.end()) return same->place;
  return patterns_.emplace_back(Pattern{std::move(segments), Place{{}, nullptr, add_name(path)}}).place;
}

std::size_t RouteTable::add_name(const std::string& path) {
  names_.push_back(path);
  return names_.size() - 1;
}

const RouteTable::Place* RouteTable::find_place(std::string_view path, std::vector<std::string>& values) const {
  if (const auto found = exact_.find(path); found != exact_.end()) return &found->second;
  for (const Pattern& pattern : patterns_) {
    if (auto found = values_in(path, pattern.segments)) {
      values = *std::move(found);
      return &pattern.place;
    }
  }
  for (const auto& [folder, here] : below_) {
    if (path.starts_with(folder)) return &here;
  }
  return nullptr;
}

RouteTable::Match RouteTable::find(std::string_view method, std::string_view path) const {
  Match match;
  const Place* here = find_place(path, match.path_values);
  if (here == nullptr) return {};
  match.socket = here->socket;
  match.number = here->number;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  for (const Route* route : here->routes) {
    if (route->method == wanted) match.route = route;
  }
  if (match.route == nullptr) match.allow = allowed_methods(here->routes, here->socket != nullptr);
  return match;
}

}  // namespace digitnet::serve
