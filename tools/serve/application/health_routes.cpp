#include "health_routes.hpp"

namespace digitnet::serve {

void add_health_routes(Routes& routes, const std::atomic<bool>& stops) {
  constexpr const char* kText = "text/plain; charset=utf-8";
  routes.http.push_back({"GET", "/livez", [](const Request&, const Respond& respond) {
                           respond({200, kText, "alive\n", {}});
                         }});
  routes.http.push_back(
      {"GET", "/readyz", [&stops](const Request&, const Respond& respond) {
         stops ? respond({503, kText, "stopping\n", {{"Retry-After", "1"}}}) : respond({200, kText, "ready\n", {}});
       }});
}

}  // namespace digitnet::serve
