#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "route.hpp"

namespace digitnet::serve {

/// Finds what answers to a method and a path: a path that is there as it is comes before one with `{name}` in it, and
/// that before a folder.
class RouteTable {
 public:
  /// Throws ArgumentError for a route that could never be reached or is there twice.
  explicit RouteTable(Routes routes);
  RouteTable(const RouteTable&) = delete;
  RouteTable& operator=(const RouteTable&) = delete;

  struct Match {
    const Route* route = nullptr;
    const SocketRoute* socket = nullptr;   ///< the path is also, or only, that of a WebSocket
    std::string allow;                     ///< the methods of this path when there is no route for this one; else empty
    std::size_t number = 0;                ///< in names(); 0 for what was not found
    std::vector<std::string> path_values;  ///< what stands in the places of `{name}`
  };
  [[nodiscard]] Match find(std::string_view method, std::string_view path) const;

  /// The paths of all routes; the first one stands for those that are none.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// Whether what stands in a place of such a path, `{token}`, opens something: it belongs in no log.
  [[nodiscard]] bool has_secret(std::size_t number) const {
    return names_[number].find("{token}") != std::string::npos;
  }
  [[nodiscard]] const Routes& routes() const { return routes_; }

 private:
  struct Place {
    std::vector<const Route*> routes;
    const SocketRoute* socket = nullptr;
    std::size_t number = 0;
  };
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  using Places = std::unordered_map<std::string, Place, Hash, std::equal_to<>>;

  /// A path some of whose segments are `{name}`, which is any text.
  struct Pattern {
    std::vector<std::string> segments;
    Place place;
  };

  Place& place(const std::string& path);
  Place& exact_place(const std::string& path);
  Place& pattern_place(const std::string& path);
  Place& folder_place(const std::string& path);
  std::size_t add_name(const std::string& path);
  [[nodiscard]] const Place* find_place(std::string_view path, std::vector<std::string>& values) const;

  Routes routes_;
  Places exact_;
  std::deque<Pattern> patterns_;
  std::vector<std::pair<std::string, Place>> below_;  ///< longest first; each ends in a slash
  std::vector<std::string> names_{"none"};
};

}  // namespace digitnet::serve
