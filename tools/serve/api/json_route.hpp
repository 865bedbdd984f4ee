#pragma once

#include "gate.hpp"

namespace digitnet::serve {

/// Adds a route whose answer may throw UnfitRequest, as json_body() does.
void add_json_route(Routes& routes, Gate& gate, GatedRoute route);

/// The id in the path of a route with one.
[[nodiscard]] inline const std::string& id_of(const Visit& visit) {
  return visit.request.path_values.front();
}

/// 204: it is done, and there is nothing to say.
[[nodiscard]] inline Response no_content() {
  return {204, "", "", {{"Cache-Control", "no-store"}}};
}

/// What bodies of changes have at most.
inline constexpr std::size_t kMostJson_bytes = 4096;

}  // namespace digitnet::serve
