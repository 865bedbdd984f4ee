#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "route.hpp"
#include "server_metrics.hpp"

namespace digitnet::serve {

/// Adds `/metrics`, in the text format of Prometheus, for clients whose address is in `ranges`; for others there is no
/// such page, as `routes.error` says it. `more` adds what the server itself does not know.
///
/// Throws ArgumentError for ranges that are none.
void add_metrics_route(Routes& routes, std::shared_ptr<const ServerMetrics> metrics,
                       const std::vector<std::string>& ranges, std::function<std::string()> more);

/// Memory, processor time, open files and start of this process, under the names that Prometheus' own clients use.
[[nodiscard]] std::string process_metrics();

}  // namespace digitnet::serve
