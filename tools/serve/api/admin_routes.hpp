#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "gate.hpp"
#include "maintenance.hpp"
#include "visit.hpp"

namespace digitnet::serve {

/// Answers a route for administrators; as GatedRoute::asks_others.
struct AdminAnswer {
  using Function = Response (*)(Maintenance&, const Visit&);
  AdminAnswer(Function given, bool asks = false) : function(given), asks_others(asks) {}  // NOLINT: a function is one

  Function function;
  bool asks_others;
};
/// Adds one: method, path, answer, bytes of a body at most.
using AddAdminRoute = std::function<void(const char*, const char*, AdminAnswer, std::size_t)>;

/// Adds what lies under `/api/v1/admin`, for administrators and tokens of theirs with the scope `admin`. What they
/// refer to outlives the routes.
void add_admin_routes(Routes& routes, Gate& gate, Maintenance& maintenance);

/// The model file, and its note, of a form with `file` and `note`.
struct SentModel {
  std::span<const std::uint8_t> bytes;  ///< in the visit's body; none without a file
  std::string_view note;
};
[[nodiscard]] SentModel sent_model(const Visit& visit, const std::vector<FormFile>& files);

/// What a form with a model has at most.
inline constexpr std::size_t kMostModelForm_bytes = Promotion::kLargestModel_bytes + (std::size_t{64} << 10);

}  // namespace digitnet::serve
