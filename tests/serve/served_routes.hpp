#pragma once

#include <set>
#include <string>

#include "serve/running_server.hpp"

namespace digitnet::test {

/// The paths of all routes of a server, as its metrics name them; `none` stands for those that are none.
std::set<std::string> served_routes(const RunningServer& server);

}  // namespace digitnet::test
