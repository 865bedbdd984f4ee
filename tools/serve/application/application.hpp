#pragma once

#include "server.hpp"

namespace digitnet::serve {

/// Serves until SIGTERM or SIGINT. Throws Error when it cannot begin.
void run_application(const ServerOptions& options);

}  // namespace digitnet::serve
