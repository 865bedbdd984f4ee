#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// Somebody who was sent to a provider and has not come back.
struct Flow {
  std::string provider;
  std::string next;                    ///< is_own_path() or empty
  std::optional<std::string> link_to;  ///< the user to link to; none: a login
  Time started;
};

/// What a flow is found by: only the browser that has the cookie can end it.
struct FlowKey {
  std::string state;
  std::string cookie;
};

void keep_flow(Transaction& transaction, const FlowKey& key, const Flow& flow);
/// Gives it out once, and not after kSignInLifetime.
[[nodiscard]] std::optional<Flow> take_flow(Transaction& transaction, const FlowKey& key, Time now);
void delete_old_flows(Transaction& transaction, Time now);

}  // namespace digitnet::serve
