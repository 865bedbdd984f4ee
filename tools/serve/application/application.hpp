#pragma once

#include "serve_options.hpp"

namespace digitnet::serve {

/// Serves until SIGTERM or SIGINT. Throws Error when it cannot begin.
void run_application(const ServeOptions& options);

}  // namespace digitnet::serve
