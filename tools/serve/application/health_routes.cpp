#include "health_routes.hpp"

#include <utility>

namespace digitnet::serve {

void add_health_routes(Routes& routes, const std::atomic<bool>& stops) {
  static constexpr const char* kText = "text/plain; charset=utf-8";
  // Probes ask a pod or a container by whatever address it has.
  const auto add = [&routes](const char* path, Handler handler) {
    Route route{"GET", path, std::move(handler)};
    route.answers_any_host = true;
    routes.http.push_back(std::move(route));
  };
  add("/livez", [](const Request&, const Respond& respond) { respond({200, kText, "alive\n", {}}); });
  add("/readyz", [&stops](const Request&, const Respond& respond) {
    stops ? respond({503, kText, "stopping\n", {{"Retry-After", "1"}}}) : respond({200, kText, "ready\n", {}});
  });
}

}  // namespace digitnet::serve
