#include "serve/served_routes.hpp"

#include <regex>

#include "serve/raw_client.hpp"

namespace digitnet::test {

std::set<std::string> served_routes(const RunningServer& server) {
  const std::string text = ask(server.port(), request_text("GET", "/metrics")).body;
  static const std::regex line("digitnet_request_seconds_count\\{route=\"([^\"]+)\"\\}");
  std::set<std::string> routes;
  for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it) routes.insert((*it)[1]);
  return routes;
}

}  // namespace digitnet::test
